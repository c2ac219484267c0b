package gateway.api.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The open device port, offered by the internal server while it listens. The service property
 * {@link #ADDRESS} holds the address too, for code that cannot use this type.
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

  /** Returns the traffic since the port opened, by module number and device type. */
  List<Traffic> traffic();

  /**
   * Returns the number of connections that ended before their device was accepted, by reason: a
   * refusal of PROTOCOL section 2.3 or a {@code DisconnectCause}. Counted since the port opened.
   */
  Map<String, Long> refusals();

  /**
   * Returns the lanes. Each call measures {@link LaneSnapshot#overdue}: it gives each lane a task,
   * which must be done at the next call.
   */
  List<LaneSnapshot> lanes();

  /** Returns how many lanes were abandoned since the start: each may still cost a core. */
  int abandonedLanes();

  /**
   * Counters of the traffic between the gateway and the devices of one type.
   *
   * @param module module number
   * @param deviceType the type as text; {@code other} for all beyond a bound
   * @param connects devices accepted
   * @param roundTrips from a status decoded to its command handed to the socket
   * @param pushed commands sent without a status before them
   * @param disconnects ended connections by {@code DisconnectCause}
   */
  record Traffic(
      int module,
      String deviceType,
      long connects,
      DurationHistogram roundTrips,
      long pushed,
      Map<String, Long> disconnects) {}

  /**
   * A lane.
   *
   * @param module module number
   * @param connections connections on it
   * @param overdue time that a task has waited for the lane; zero if none waits
   */
  record LaneSnapshot(int module, int connections, Duration overdue) {}
}
