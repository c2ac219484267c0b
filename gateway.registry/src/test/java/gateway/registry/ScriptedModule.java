package gateway.registry;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import gateway.api.test.OnlyWhole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers every status with its own name, and does in each call what a test wants. */
final class ScriptedModule implements FleetModule {

  private final String name;
  private final Map<String, Runnable> scripts = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final boolean whole;
  private Predicate<Payload> refused = payload -> false;
  private String reason = "";

  /** What it was asked last, if it answers whole statuses. */
  StatusQuestion question;

  ScriptedModule(String name) {
    this(name, false);
  }

  /**
   * Makes a module.
   *
   * @param whole whether it answers whole statuses, and nothing else
   */
  ScriptedModule(String name, boolean whole) {
    this.name = name;
    this.whole = whole;
  }

  /** In this call, something happens first. */
  ScriptedModule on(String call, Runnable script) {
    scripts.put(call, script);
    return this;
  }

  /** This call fails. */
  ScriptedModule failing(String call) {
    return on(
        call,
        () -> {
          throw new IllegalStateException("bug in " + call);
        });
  }

  /** Refuses these statuses and commands, for this reason. */
  ScriptedModule refusing(Predicate<Payload> refused, String why) {
    this.refused = refused;
    reason = why;
    return this;
  }

  /** This call does what it should again. */
  ScriptedModule mended(String call) {
    scripts.remove(call);
    return this;
  }

  /** Returns the calls so far, without those of another module, and forgets them. */
  List<String> calls() {
    List<String> made = List.copyOf(calls);
    calls.clear();
    return made;
  }

  private void call(String call) {
    calls.add(call);
    scripts.getOrDefault(call, () -> {}).run();
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    call("newDevice");
    Logic logic = new Logic();
    return whole ? new OnlyWhole(logic, question -> answered(logic, question)) : logic;
  }

  private StatusAnswer answered(DeviceLogic logic, StatusQuestion asked) {
    question = asked;
    return logic.answer(asked);
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    call("aggregateError");
    return Payload.ofText(name);
  }

  private final class Logic implements DeviceLogic {

    @Override
    public boolean isStatusValid(Payload status) {
      call("isStatusValid");
      return !refused.test(status);
    }

    @Override
    public boolean isCommandValid(Payload command) {
      call("isCommandValid");
      return !refused.test(command);
    }

    @Override
    public String refusalReason() {
      return reason;
    }

    @Override
    public Payload firstCommand() {
      call("firstCommand");
      return Payload.ofText(name);
    }

    @Override
    public boolean sendNow(Payload current, Payload status) {
      call("sendNow");
      return true;
    }

    @Override
    public Payload aggregate(Payload current, Payload status) {
      call("aggregate");
      return status;
    }

    @Override
    public Payload nextCommand(
        Payload status, Payload current, Optional<Payload> previous, Payload command) {
      call("nextCommand");
      return Payload.ofText(name);
    }
  }
}
