package gateway.registry;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The single calls of a logic that answers whole statuses: it is asked when the validity of a
 * status is, and the calls that follow take what it has answered. So its failures, each for itself,
 * mean what those of every other logic mean.
 */
public final class WholeStatusLogic implements DeviceLogic {

  private final DeviceLogic logic;
  private final Function<Payload, StatusQuestion> question;

  /** Of the status under way; null if a command was judged last. */
  private @Nullable StatusAnswer answer;

  private @Nullable Payload command;

  private WholeStatusLogic(DeviceLogic logic, Function<Payload, StatusQuestion> question) {
    this.logic = logic;
    this.question = question;
  }

  /**
   * Returns a logic for single calls: {@code logic} itself if it answers them.
   *
   * @param question makes of a status what the logic is asked
   */
  public static DeviceLogic of(DeviceLogic logic, Function<Payload, StatusQuestion> question) {
    Objects.requireNonNull(logic, "newDevice returned null");
    return logic.answersWhole() ? new WholeStatusLogic(logic, question) : logic;
  }

  @Override
  public boolean isStatusValid(Payload status) {
    command = null;
    StatusAnswer given =
        Objects.requireNonNull(logic.answer(question.apply(status)), "answer returned null");
    answer = given;
    return given.isValid();
  }

  @Override
  public boolean isCommandValid(Payload received) {
    answer = null;
    return logic.isCommandValid(received);
  }

  @Override
  public String refusalReason() {
    return answer == null ? logic.refusalReason() : answer.refusalReason();
  }

  @Override
  public Payload firstCommand() {
    return command();
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return Objects.requireNonNull(answer).sendNow();
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    return Objects.requireNonNull(answer).aggregate();
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload given) {
    return command();
  }

  /** The answer to a first status is asked for twice if it passes through {@link #nextCommand}. */
  private Payload command() {
    if (command == null) {
      command = Objects.requireNonNull(answer).command();
    }
    return command;
  }
}
