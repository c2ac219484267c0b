package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/** What an operator may do to an endpoint. Offered by the external client. */
@ProviderType
public interface EndpointControl {

  /**
   * Connects an endpoint again: gives up the session that it has, as if it were lost (PROTOCOL
   * section 4.8), or cuts the wait for the next attempt short, and begins a connect sequence. What
   * is not acknowledged stays undelivered and is delivered then. An endpoint that stops, or that
   * still waits for the store to be read, goes on with that.
   *
   * <p>May be called from any thread; returns at once, what becomes of it is in {@code
   * gateway.api.view.EndpointView}.
   *
   * @param endpoint name of the endpoint in the configuration
   * @return whether there is an endpoint with this name
   */
  boolean reconnect(String endpoint);
}
