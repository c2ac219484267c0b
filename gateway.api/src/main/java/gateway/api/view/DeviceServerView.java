package gateway.api.view;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The open device port, offered by the internal server while it listens. The service property
 * {@link #ADDRESS} holds the address too, for who cannot see this type.
 */
@ProviderType
public interface DeviceServerView {

  /** Service property with the address, {@code host:port}. */
  String ADDRESS = "address";

  /** Returns the address that devices connect to, {@code host:port}. */
  String address();

  /**
   * Returns the number of open connections, devices and those that have not introduced themselves.
   */
  int connections();
}
