package gateway.simulator.server;

import gateway.api.device.DeviceTypes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modules that the server has libraries for, and their device types.
 *
 * <p>Immutable.
 */
public final class ServerModules {

  /** Every module except the reserved number 0, with every device type. */
  public static final ServerModules ANY = new ServerModules(null);

  private final @Nullable Map<Integer, DeviceTypes> types;

  private ServerModules(@Nullable Map<Integer, DeviceTypes> types) {
    this.types = types;
  }

  /** Makes the set of these module numbers. */
  public static ServerModules of(Map<Integer, DeviceTypes> types) {
    return new ServerModules(Map.copyOf(types));
  }

  /**
   * Reads {@code any}, or a list such as {@code 1:0,1;2:*}.
   *
   * @throws IllegalArgumentException naming the part that is neither
   */
  public static ServerModules parse(String text) {
    if (text.trim().equals("any")) {
      return ANY;
    }
    Map<Integer, DeviceTypes> types = new HashMap<>();
    for (String entry : text.split(";")) {
      int colon = entry.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("\"" + entry + "\" is not of the form MODULE:TYPE,TYPE");
      }
      types.put(
          moduleNumber(entry.substring(0, colon).trim()),
          DeviceTypes.parse(Arrays.asList(entry.substring(colon + 1).split(","))));
    }
    return of(types);
  }

  private static int moduleNumber(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no module number", e);
    }
  }

  /** Tells whether there is a library for this module number. */
  public boolean knows(int module) {
    return types == null ? module != 0 : types.containsKey(module);
  }

  /** Tells whether the library of {@code module} supports this type. */
  public boolean supports(int module, int deviceType) {
    return types == null
        ? module != 0
        : types.getOrDefault(module, DeviceTypes.of()).supports(deviceType);
  }
}
