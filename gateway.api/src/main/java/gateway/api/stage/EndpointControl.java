package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/** What an operator may do to an endpoint. Offered by the external client. */
@ProviderType
public interface EndpointControl {

  /**
   * Connects an endpoint anew: ends its session in good order if it has one (PROTOCOL section 4.8),
   * cuts the wait for the next attempt short if it waits, and begins a connect sequence. What is
   * not acknowledged stays undelivered and is delivered then. May be called from any thread;
   * returns at once, what becomes of it is in {@code EndpointView}.
   *
   * @param endpoint name of the endpoint in the configuration
   * @return whether there is an endpoint with this name
   */
  boolean reconnect(String endpoint);
}
