package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The decisions about one device, made by whichever candidate serves at the time of the call. A new
 * candidate begins with a logic of its own, made from the current status.
 */
final class GuardedDevice implements ModuleDevice {

  private final Slot slot;
  private final Guard guard;
  private final DeviceKey key;
  private final Supplier<Optional<Payload>> currentStatus;
  private final LongSupplier clock;
  private final Judge judge;

  private Candidate owner;
  private DeviceLogic logic;
  private boolean closed;

  GuardedDevice(
      Slot slot,
      Guard guard,
      DeviceKey key,
      Supplier<Optional<Payload>> currentStatus,
      LongSupplier clock,
      Judge judge) {
    this.slot = slot;
    this.guard = guard;
    this.key = key;
    this.judge = judge;
    this.currentStatus = currentStatus;
    this.clock = clock;
    guard.add(this);
  }

  /** Who is told of a candidate that failed. Called on the lane. */
  interface Judge {
    void failed(Candidate candidate, Throwable cause);
  }

  private <T> T decide(String name, Decision<T> decision) {
    Candidate serving = slot.serving();
    if (serving == null || closed || slot.guard() != guard) {
      throw new ModuleException(
          "no module serves number " + Integer.toUnsignedString(slot.number()));
    }
    if (serving != owner) {
      logic = newLogic(serving);
      owner = serving;
    }
    try {
      T result = guard.call(serving, name, () -> decision.by(logic));
      serving.health().succeeded();
      return result;
    } catch (ModuleException e) {
      if (serving.health().failedFor(key)) {
        judge.failed(serving, e.getCause());
      }
      throw e;
    }
  }

  private DeviceLogic newLogic(Candidate serving) {
    DeviceContext context = new Context(currentStatus.get());
    try {
      return guard.call(serving, "newDevice", () -> serving.module().newDevice(context));
    } catch (ModuleException e) {
      if (serving.health().failedByItself()) {
        judge.failed(serving, e.getCause());
      }
      throw e;
    }
  }

  private interface Decision<T> {
    T by(DeviceLogic logic);
  }

  @Override
  public boolean isStatusValid(Payload status) {
    return decide("isStatusValid", l -> l.isStatusValid(status)) || refused("status");
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return decide("isCommandValid", l -> l.isCommandValid(command)) || refused("command");
  }

  private boolean refused(String what) {
    guard
        .refusals()
        .log(slot.serving(), what, key, () -> decide("refusalReason", DeviceLogic::refusalReason));
    return false;
  }

  @Override
  public Payload firstCommand() {
    return decide("firstCommand", DeviceLogic::firstCommand);
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return decide("sendNow", l -> l.sendNow(current, status));
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    return decide("aggregate", l -> l.aggregate(current, status));
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    return decide("nextCommand", l -> l.nextCommand(status, current, previous, command));
  }

  @Override
  public void close() {
    closed = true;
    owner = null;
    logic = null;
    guard.remove(this);
  }

  void forget(Candidate gone) {
    if (owner == gone) {
      owner = null;
      logic = null;
    }
  }

  private final class Context implements DeviceContext {

    private final Optional<Payload> currentStatus;

    Context(Optional<Payload> currentStatus) {
      this.currentStatus = currentStatus;
    }

    @Override
    public int deviceType() {
      return key.deviceType();
    }

    @Override
    public long nanoTime() {
      return clock.getAsLong();
    }

    @Override
    public Optional<Payload> currentStatus() {
      return currentStatus;
    }
  }
}
