package gateway.api.device;

import java.util.Objects;

/**
 * A device as it introduced itself in its connect message (PROTOCOL sections 1.1 and 2.1).
 *
 * <p>Immutable.
 *
 * @param key identity
 * @param name free text, may be empty, never null
 * @param priority unsigned; 0 is the strongest
 */
public record Device(DeviceKey key, String name, int priority) {

  /**
   * Makes a device.
   *
   * @throws NullPointerException if {@code key} or {@code name} is null
   */
  public Device {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(name, "name");
  }

  /** Makes a device from the five fields of the wire message. */
  public static Device of(int module, int deviceType, String role, String name, int priority) {
    return new Device(new DeviceKey(module, deviceType, role), name, priority);
  }

  /** Returns the module number. */
  public int module() {
    return key.module();
  }

  /** Returns the device type. */
  public int deviceType() {
    return key.deviceType();
  }

  /** Returns the role. */
  public String role() {
    return key.role();
  }

  /**
   * Compares strengths (PROTOCOL section 2.3): negative if this device is stronger (its priority
   * number is smaller, unsigned), zero if both are equal, positive if {@code other} is stronger.
   */
  public int comparePriority(Device other) {
    return Integer.compareUnsigned(priority, other.priority);
  }

  /** Returns the key and the priority, for logs. */
  @Override
  public String toString() {
    return key + " (priority " + Integer.toUnsignedString(priority) + ')';
  }
}
