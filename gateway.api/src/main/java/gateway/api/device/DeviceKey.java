package gateway.api.device;

import java.util.Comparator;
import java.util.Objects;

/**
 * What identifies a device (PROTOCOL section 2.1): at most one live connection exists per key. Name
 * and priority are attributes of a {@link Device}, not part of its identity.
 *
 * <p>Immutable. The natural order is module, device type (both unsigned), role: the order in which
 * devices are announced to the External Server (PROTOCOL section 4.4).
 *
 * @param module module number, an open enum on the wire: any 32-bit value
 * @param deviceType device type, an unsigned 32-bit value whose meaning belongs to the module
 * @param role role of the device, free text, never null; an empty role is never served
 */
public record DeviceKey(int module, int deviceType, String role) implements Comparable<DeviceKey> {

  private static final int MAX_PRINTED_ROLE = 64;

  private static final Comparator<DeviceKey> ORDER =
      ((Comparator<DeviceKey>) (a, b) -> Integer.compareUnsigned(a.module, b.module))
          .thenComparing((a, b) -> Integer.compareUnsigned(a.deviceType, b.deviceType))
          .thenComparing(DeviceKey::role);

  /**
   * Makes a key.
   *
   * @throws NullPointerException if {@code role} is null
   */
  public DeviceKey {
    Objects.requireNonNull(role, "role");
  }

  /** Compares by module, device type and role, the numbers unsigned. */
  @Override
  public int compareTo(DeviceKey other) {
    return ORDER.compare(this, other);
  }

  /**
   * Returns {@code module/type/role} for logs: numbers unsigned, control characters of the role
   * replaced and the role cut at 64 characters, so that no device can forge or flood a log line.
   */
  @Override
  public String toString() {
    return Integer.toUnsignedString(module)
        + '/'
        + Integer.toUnsignedString(deviceType)
        + '/'
        + printable(role);
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_PRINTED_ROLE) + 1);
    for (int i = 0; i < text.length(); i++) {
      if (i == MAX_PRINTED_ROLE) {
        return out.append('…').toString();
      }
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? '?' : c);
    }
    return out.toString();
  }
}
