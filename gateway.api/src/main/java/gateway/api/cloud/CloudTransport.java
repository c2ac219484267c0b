package gateway.api.cloud;

import org.osgi.annotation.versioning.ConsumerType;

/** Opens links to External Servers over one protocol. May be called from any thread. */
@ConsumerType
public interface CloudTransport {

  /** Name of the service property that says which protocol this is, such as {@link #MQTT}. */
  String PROTOCOL = "protocol";

  /** The protocol of an endpoint that names none. */
  String MQTT = "MQTT";

  /**
   * Begins to open a link and returns at once. The listener hears {@code ready} or {@code ended},
   * perhaps before this method returns: {@code ended} when the server is not reached within {@link
   * CloudEndpoint#connectTimeout()}.
   *
   * <p>{@code ready} is not told before the External Server can take a Connect: where it has just
   * cleared a session of this vehicle, the transport waits until it listens again (PROTOCOL section
   * 4.8), for some seconds beyond the timeout. The transport itself keeps what it must know of
   * earlier links for that.
   *
   * <p>Files are read on threads of the transport: one that cannot be read is told as the reason of
   * {@code ended}.
   *
   * @throws IllegalArgumentException if this transport cannot use the endpoint; its message is the
   *     reason for the log
   */
  CloudLink open(CloudEndpoint endpoint, CloudLink.Listener listener);
}
