package gateway.testkit;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.StatusQuestion;
import gateway.registry.WholeStatusLogic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One device's record, which makes the calls of PROTOCOL section 3.3 in their order and lets every
 * failure through.
 */
final class DeviceRecord {

  /** A step of the device's clock, enough for any duration that a module measures in seconds. */
  private static final long STEP_NANOS = 1_000_000_000L;

  private final ModuleDescription description;
  private final int deviceType;
  private final boolean single;
  private long now;
  private DeviceLogic logic;

  @SuppressWarnings("NullAway.Init") // null before the first status
  private Payload current;

  private Payload command = Payload.EMPTY;

  /** Whether the logic is asked for whole answers, and for which status it was asked last. */
  private boolean whole;

  private @Nullable Payload asked;

  /**
   * The result of a status.
   *
   * @param sent whether it is forwarded now
   * @param current the aggregated status
   * @param command the answer
   */
  record Outcome(boolean sent, Payload current, Payload command) {

    @Override
    public String toString() {
      return (sent ? "sent " : "kept ")
          + PayloadText.of(current)
          + ", answered with "
          + PayloadText.of(command);
    }
  }

  private final class Context implements DeviceContext {

    private final Optional<Payload> status;

    Context(Optional<Payload> status) {
      this.status = status;
    }

    @Override
    public int deviceType() {
      return deviceType;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Optional<Payload> currentStatus() {
      return status;
    }
  }

  DeviceRecord(FleetModule module, ModuleDescription description, int deviceType, long now) {
    this(module, description, deviceType, now, false);
  }

  /**
   * Makes a record without a status.
   *
   * @param single whether single calls are made where the gateway would ask for a whole answer
   */
  DeviceRecord(
      FleetModule module, ModuleDescription description, int deviceType, long now, boolean single) {
    this.description = description;
    this.deviceType = deviceType;
    this.now = now;
    this.single = single;
    logic = newLogic(module, Optional.empty());
  }

  private DeviceLogic newLogic(FleetModule maker, Optional<Payload> status) {
    DeviceLogic made = maker.newDevice(new Context(status));
    whole = !single && made.answersWhole();
    asked = null;
    return CheckedModule.checked(single ? made : WholeStatusLogic.of(made, this::question));
  }

  /** Returns the context of a new logic. */
  DeviceContext context() {
    return new Context(Optional.ofNullable(current));
  }

  private StatusQuestion question(Payload status) {
    asked = status;
    return new StatusQuestion(
        status, Optional.ofNullable(current), command, description.firstStatusGeneratesCommand());
  }

  /** Another version takes over, with only the current status. */
  void takeOver(FleetModule successor, Payload status) {
    current = status;
    logic = newLogic(successor, Optional.of(status));
  }

  /** Tells whether the logic is asked for whole answers. */
  boolean isWhole() {
    return whole;
  }

  DeviceLogic logic() {
    return logic;
  }

  Payload current() {
    return current;
  }

  /** Lets the next status be answered from a queued command. */
  void queue(Payload queued) {
    command = queued;
    asked = null;
  }

  /** Returns the first command; a whole answer has it for a first status only. */
  Payload firstCommand(Payload status) {
    if (whole) {
      logic.isStatusValid(status);
    }
    return logic.firstCommand();
  }

  /** Handles a status that is valid. */
  Outcome status(Payload status) {
    if (whole && asked != status) {
      logic.isStatusValid(status);
    }
    asked = null;
    now += STEP_NANOS;
    boolean sent = true;
    Optional<Payload> previous = Optional.ofNullable(current);
    if (current == null) {
      command = logic.firstCommand();
      current = status;
      if (description.firstStatusGeneratesCommand()) {
        command = logic.nextCommand(status, current, previous, command);
      }
    } else {
      sent = logic.sendNow(current, status);
      current = logic.aggregate(current, status);
      command = logic.nextCommand(status, current, previous, command);
    }
    return new Outcome(sent, current, command);
  }
}
