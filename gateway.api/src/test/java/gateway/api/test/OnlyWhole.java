package gateway.api.test;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import java.util.Optional;
import java.util.function.Function;

/** A logic that answers whole statuses and judges commands, as another one would, and no more. */
public record OnlyWhole(DeviceLogic commands, Function<StatusQuestion, StatusAnswer> statuses)
    implements DeviceLogic {

  @Override
  public boolean answersWhole() {
    return true;
  }

  @Override
  public StatusAnswer answer(StatusQuestion question) {
    return statuses.apply(question);
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return commands.isCommandValid(command);
  }

  @Override
  public String refusalReason() {
    return commands.refusalReason();
  }

  @Override
  public boolean isStatusValid(Payload status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Payload firstCommand() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    throw new UnsupportedOperationException();
  }
}
