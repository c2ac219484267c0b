package gateway.testkit;

import gateway.api.device.DeviceTypes;
import gateway.api.module.FleetModule;
import java.util.Objects;

/**
 * The facts that the gateway knows about a module without a call: the properties of {@link
 * gateway.api.module.ModuleProperties}.
 *
 * <p>Immutable.
 *
 * @param number module number
 * @param deviceTypes the supported device types
 * @param firstStatusGeneratesCommand whether the answer to a first status passes through {@code
 *     nextCommand}
 * @param pushCommands whether commands of the cloud are sent to the device at once
 */
public record ModuleDescription(
    int number,
    DeviceTypes deviceTypes,
    boolean firstStatusGeneratesCommand,
    boolean pushCommands) {

  /**
   * Makes a description by hand, for instance for properties that a configuration overrides.
   *
   * @throws NullPointerException if {@code deviceTypes} is null
   */
  public ModuleDescription {
    Objects.requireNonNull(deviceTypes, "deviceTypes");
  }

  /**
   * Reads the description that the build has written for a module's class: the same component
   * description ({@code OSGI-INF/….xml}, beside the compiled class) that the gateway reads.
   *
   * @throws IllegalStateException if there is none, or it is not one that the gateway could use;
   *     the message says what to do
   */
  public static ModuleDescription of(FleetModule module) {
    return ComponentDescription.of(module.getClass()).toModule();
  }
}
