package gateway.api.stage;

import gateway.api.device.DeviceTypes;
import java.util.Objects;

/**
 * A module that serves its number.
 *
 * @param number module number
 * @param name bundle symbolic name
 * @param version bundle version
 * @param deviceTypes the supported device types
 * @param firstStatusGeneratesCommand option of {@link gateway.api.module.ModuleProperties}
 * @param pushCommands option of {@link gateway.api.module.ModuleProperties}
 */
public record ServedModule(
    int number,
    String name,
    String version,
    DeviceTypes deviceTypes,
    boolean firstStatusGeneratesCommand,
    boolean pushCommands) {

  /**
   * Makes a value.
   *
   * @throws NullPointerException if an argument is null
   */
  public ServedModule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(deviceTypes, "deviceTypes");
  }

  /** Returns number, name and version, for people. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(number) + ' ' + name + ' ' + version;
  }
}
