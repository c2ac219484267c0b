package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/** The actions of an operator on an endpoint. Offered by the external client. */
@ProviderType
public interface EndpointControl {

  /**
   * Connects an endpoint again: gives up the session that it has, as if it were lost (PROTOCOL
   * section 4.8), or cuts the wait for the next attempt short, and begins a connect sequence.
   * Statuses that are not acknowledged stay undelivered and are delivered in the new session. The
   * call has no effect on an endpoint that stops or still waits for the store to be read.
   *
   * <p>May be called from any thread; returns at once. The result is visible in {@code
   * gateway.api.view.EndpointView}.
   *
   * @param endpoint name of the endpoint in the configuration
   * @return whether there is an endpoint with this name
   */
  boolean reconnect(String endpoint);
}
