package gateway.testkit;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A module whose failures and refusals are shown to the test too: the gateway only logs them. */
record WatchedModule(FleetModule module, Listener listener) implements FleetModule {

  /** Receives the observations. */
  interface Listener {

    void failed(Throwable failure);

    void refused(String reason);
  }

  private <T> T watch(String call, Supplier<T> made) {
    try {
      return Objects.requireNonNull(made.get(), () -> call + " returned null");
    } catch (Throwable failure) {
      listener.failed(failure);
      throw failure;
    }
  }

  private boolean refused(Supplier<String> reason) {
    try {
      listener.refused(reason.get());
    } catch (RuntimeException e) {
      listener.failed(e);
    }
    return false;
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new Logic(watch("newDevice", () -> module.newDevice(device)));
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return watch("aggregateError", () -> module.aggregateError(deviceType, error, status));
  }

  private final class Logic implements DeviceLogic {

    private final DeviceLogic logic;

    Logic(DeviceLogic logic) {
      this.logic = logic;
    }

    @Override
    public boolean isStatusValid(Payload status) {
      return watch("isStatusValid", () -> logic.isStatusValid(status))
          || refused(logic::refusalReason);
    }

    @Override
    public boolean isCommandValid(Payload command) {
      return watch("isCommandValid", () -> logic.isCommandValid(command))
          || refused(logic::refusalReason);
    }

    @Override
    public String refusalReason() {
      return watch("refusalReason", logic::refusalReason);
    }

    @Override
    public Payload firstCommand() {
      return watch("firstCommand", logic::firstCommand);
    }

    @Override
    public boolean sendNow(Payload current, Payload status) {
      return watch("sendNow", () -> logic.sendNow(current, status));
    }

    @Override
    public Payload aggregate(Payload current, Payload status) {
      return watch("aggregate", () -> logic.aggregate(current, status));
    }

    @Override
    public Payload nextCommand(
        Payload status, Payload current, Optional<Payload> previous, Payload command) {
      return watch("nextCommand", () -> logic.nextCommand(status, current, previous, command));
    }

    @Override
    public boolean answersWhole() {
      return watch("answersWhole", logic::answersWhole);
    }

    @Override
    public StatusAnswer answer(StatusQuestion question) {
      return new Answer(watch("answer", () -> logic.answer(question)));
    }
  }

  private final class Answer implements StatusAnswer {

    private final StatusAnswer answer;

    Answer(StatusAnswer answer) {
      this.answer = answer;
    }

    @Override
    public boolean isValid() {
      return watch("isValid", answer::isValid) || refused(answer::refusalReason);
    }

    @Override
    public String refusalReason() {
      return watch("refusalReason", answer::refusalReason);
    }

    @Override
    public boolean sendNow() {
      return watch("sendNow", answer::sendNow);
    }

    @Override
    public Payload aggregate() {
      return watch("aggregate", answer::aggregate);
    }

    @Override
    public Payload command() {
      return watch("command", answer::command);
    }
  }
}
