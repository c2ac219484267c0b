package gateway.external;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.util.Collection;
import java.util.Optional;

/**
 * What an endpoint could not deliver: one record per device (PROTOCOL section 4.12). Called on the
 * endpoint's loop; no method blocks. What {@link #put} was given must be found at once; when it
 * becomes durable is up to the implementation.
 */
interface UndeliveredStore {

  /**
   * The undelivered data of a device.
   *
   * @param device as it was when the newest status came
   * @param lastStatus its newest status
   * @param error its undelivered statuses folded into an error message; absent if none could be
   *     folded
   * @param gone whether the device has left with its newest status
   * @param version differs for every status that is taken in
   */
  record Undelivered(
      Device device, Payload lastStatus, Optional<Payload> error, boolean gone, long version) {}

  /** Returns the record of a device. */
  Optional<Undelivered> find(DeviceKey key);

  /** Returns all records, in no order; a copy. */
  Collection<Undelivered> all();

  /** Stores a record, in place of the device's former one. */
  void put(Undelivered undelivered);

  /** Removes the record of a device, if there is one. */
  void remove(DeviceKey key);

  /** Returns the number of records. */
  int size();
}
