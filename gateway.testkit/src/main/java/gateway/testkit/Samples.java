package gateway.testkit;

import gateway.api.device.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the devices of one type send and receive, for {@link ModuleContract}:
 *
 * <pre>{@code
 * Samples.ofType(0)
 *     .statuses("{\"pressed\":true}", "{\"pressed\":false}")
 *     .commands("{\"lit\":true}")
 *     .invalidStatuses("{\"pressed\":7}")
 * }</pre>
 *
 * <p>Immutable: each method returns new samples.
 *
 * @see ModuleContract#samples()
 */
public final class Samples {

  private final int deviceType;
  private final List<Payload> statuses;
  private final List<Payload> invalidStatuses;
  private final List<Payload> commands;
  private final List<Payload> invalidCommands;
  private final boolean errorsGrow;

  private Samples(
      int deviceType,
      List<Payload> statuses,
      List<Payload> invalidStatuses,
      List<Payload> commands,
      List<Payload> invalidCommands,
      boolean errorsGrow) {
    this.deviceType = deviceType;
    this.statuses = statuses;
    this.invalidStatuses = invalidStatuses;
    this.commands = commands;
    this.invalidCommands = invalidCommands;
    this.errorsGrow = errorsGrow;
  }

  /** Starts the samples of a device type; they need at least one status. */
  public static Samples ofType(int deviceType) {
    return new Samples(deviceType, List.of(), List.of(), List.of(), List.of(), false);
  }

  /** Adds statuses that the module must accept, as different as devices send them. */
  public Samples statuses(String... texts) {
    return statuses(payloads(texts));
  }

  /** Adds statuses of any bytes that the module must accept. */
  public Samples statuses(Payload... payloads) {
    return new Samples(
        deviceType,
        joined(statuses, payloads),
        invalidStatuses,
        commands,
        invalidCommands,
        errorsGrow);
  }

  /** Adds statuses that the module must refuse. */
  public Samples invalidStatuses(String... texts) {
    return new Samples(
        deviceType,
        statuses,
        joined(invalidStatuses, payloads(texts)),
        commands,
        invalidCommands,
        errorsGrow);
  }

  /** Adds commands of the cloud that the module must accept. */
  public Samples commands(String... texts) {
    return commands(payloads(texts));
  }

  /** Adds commands of any bytes that the module must accept. */
  public Samples commands(Payload... payloads) {
    return new Samples(
        deviceType,
        statuses,
        invalidStatuses,
        joined(commands, payloads),
        invalidCommands,
        errorsGrow);
  }

  /** Adds commands that the module must refuse. */
  public Samples invalidCommands(String... texts) {
    return new Samples(
        deviceType,
        statuses,
        invalidStatuses,
        commands,
        joined(invalidCommands, payloads(texts)),
        errorsGrow);
  }

  /**
   * Declares that error messages of this device type grow with the number of undelivered statuses,
   * as a list of events does. An author who declares this accepts that the gateway drops what comes
   * after the first 64 KiB of an outage.
   */
  public Samples errorsGrow() {
    return new Samples(deviceType, statuses, invalidStatuses, commands, invalidCommands, true);
  }

  private static Payload[] payloads(String... texts) {
    return Stream.of(texts).map(Payload::ofText).toArray(Payload[]::new);
  }

  private static List<Payload> joined(List<Payload> present, Payload... added) {
    List<Payload> all = new ArrayList<>(present);
    all.addAll(List.of(added));
    return List.copyOf(all);
  }

  int deviceType() {
    return deviceType;
  }

  List<Payload> statuses() {
    return statuses;
  }

  List<Payload> invalidStatuses() {
    return invalidStatuses;
  }

  List<Payload> commands() {
    return commands;
  }

  List<Payload> invalidCommands() {
    return invalidCommands;
  }

  boolean mayErrorsGrow() {
    return errorsGrow;
  }

  /** Returns the device type, for names of tests. */
  @Override
  public String toString() {
    return "device type " + Integer.toUnsignedString(deviceType);
  }
}
