package gateway.testkit;

import gateway.api.module.FleetModule;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules that the gateway relies on, as a test for every module. A test class implements it and
 * says which module it means and what its devices send; the rest comes from here:
 *
 * <pre>{@code
 * class LampModuleTest implements ModuleContract {
 *
 *   public FleetModule newModule() {
 *     return new LampModule();
 *   }
 *
 *   public List<Samples> samples() {
 *     return List.of(
 *         Samples.ofType(0)
 *             .statuses("{\"pressed\":true}", "{\"pressed\":false}")
 *             .commands("{\"lit\":true}"));
 *   }
 * }
 * }</pre>
 *
 * <p>It tries that the module's bundle exports nothing and imports nothing that a gateway does not
 * have; and for each device type that the module
 *
 * <ul>
 *   <li>accepts its samples, and refuses those that are marked as invalid
 *   <li>gives a verdict on any bytes, as a status and as a command, and can handle whatever it
 *       accepts
 *   <li>accepts the commands and statuses that it makes itself, none larger than 1 MiB
 *   <li>does the same for the same input, whatever the origin of the clock, and whether a payload
 *       stands alone or is part of a larger array
 *   <li>answers a whole status as the single calls do, where it does both ({@link
 *       gateway.api.module.DeviceLogic#answersWhole})
 *   <li>keeps devices apart
 *   <li>takes over from another version, knowing nothing but the current status
 *   <li>folds undelivered statuses by the arguments alone, into a message that stays below 64 KiB
 *       unless {@link Samples#errorsGrow()} says otherwise
 * </ul>
 *
 * <p>A failure says what was called, with what, and what to do. The inputs are the same in every
 * run. A call that hangs fails after a minute.
 */
public interface ModuleContract {

  /** Returns a new module, as a fresh gateway would have it. Called many times. */
  FleetModule newModule();

  /** Returns the samples, of every device type that the module names. */
  List<Samples> samples();

  /**
   * Returns the description of the module: by default the one that the build has written, {@link
   * ModuleDescription#of}.
   */
  default ModuleDescription description() {
    return ModuleDescription.of(newModule());
  }

  /** Makes the tests: one per rule and device type. */
  @TestFactory
  default Stream<DynamicNode> keepsTheContract() {
    return Contract.tests(this::newModule, description(), samples(), Duration.ofMinutes(1));
  }
}
