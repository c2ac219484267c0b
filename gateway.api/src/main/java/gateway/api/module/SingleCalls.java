package gateway.api.module;

import gateway.api.device.Payload;
import java.util.Optional;

/** An answer that is computed on demand: each method makes the single call. */
final class SingleCalls implements StatusAnswer {

  private final DeviceLogic logic;
  private final StatusQuestion question;
  private Payload current;

  SingleCalls(DeviceLogic logic, StatusQuestion question) {
    this.logic = logic;
    this.question = question;
    current = question.current().orElse(question.status());
  }

  @Override
  public boolean isValid() {
    return logic.isStatusValid(question.status());
  }

  @Override
  public String refusalReason() {
    return logic.refusalReason();
  }

  @Override
  public boolean sendNow() {
    return logic.sendNow(current, question.status());
  }

  @Override
  public Payload aggregate() {
    current = logic.aggregate(current, question.status());
    return current;
  }

  @Override
  public Payload command() {
    Optional<Payload> previous = question.current();
    if (previous.isPresent()) {
      return logic.nextCommand(question.status(), current, previous, question.command());
    }
    Payload first = logic.firstCommand();
    return question.firstStatusGeneratesCommand()
        ? logic.nextCommand(question.status(), current, previous, first)
        : first;
  }
}
