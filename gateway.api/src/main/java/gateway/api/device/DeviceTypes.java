package gateway.api.device;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The device types that a module supports: a list, or every type (PROTOCOL section 3.1, {@code
 * is_device_type_supported}).
 *
 * <p>Immutable.
 */
public final class DeviceTypes {

  /** Every device type. */
  public static final DeviceTypes ALL = new DeviceTypes(null);

  private final int @Nullable [] listed;

  private DeviceTypes(int @Nullable [] listed) {
    this.listed = listed;
  }

  /** Makes the set of exactly these types (unsigned); no type at all supports nothing. */
  public static DeviceTypes of(int... types) {
    int[] sorted = types.clone();
    Arrays.sort(sorted);
    return new DeviceTypes(sorted);
  }

  /**
   * Reads the form of the component property: {@code "*"} or unsigned decimal numbers.
   *
   * @throws IllegalArgumentException naming the entry that is neither
   */
  public static DeviceTypes parse(Collection<String> entries) {
    if (entries.stream().anyMatch(entry -> entry.trim().equals("*"))) {
      return ALL;
    }
    return of(entries.stream().mapToInt(DeviceTypes::parseOne).toArray());
  }

  private static int parseOne(String entry) {
    try {
      return Integer.parseUnsignedInt(entry.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "device type \"" + entry + "\" is neither \"*\" nor a number from 0 to 4294967295", e);
    }
  }

  /** Tells whether {@code deviceType} is supported. */
  public boolean supports(int deviceType) {
    return listed == null || Arrays.binarySearch(listed, deviceType) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceTypes types && Arrays.equals(listed, types.listed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(listed);
  }

  /** Returns {@code *} or the types, comma-separated. */
  @Override
  public String toString() {
    return listed == null
        ? "*"
        : Arrays.stream(listed)
            .mapToObj(Integer::toUnsignedString)
            .collect(Collectors.joining(","));
  }
}
