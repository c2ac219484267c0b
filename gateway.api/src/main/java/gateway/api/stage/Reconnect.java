package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/** Lets an operator renew the session of an endpoint; offered by the external client, one each. */
@ProviderType
public interface Reconnect {

  /** Returns the name of the endpoint in the configuration. */
  String endpoint();

  /**
   * Gives up the session or the attempt that is under way, and begins a new one without the delay
   * that a failure has; what is outstanding is delivered by it (PROTOCOL section 4.8). Does nothing
   * where there is nothing to connect. Returns at once, from any thread; what becomes of it is in
   * the views.
   */
  void reconnect();
}
