package gateway.json;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The decisions about one device whose statuses and commands are JSON. The author overrides the
 * methods whose default does not fit: a status is sent when its values differ from the current
 * ones, the new status replaces the current one, the command stays as it is (PROTOCOL section 3.1).
 *
 * <p>Each payload is read once. A status or command that a method returns as it was given keeps its
 * bytes; another one is written by its type. The methods that take payloads call those that take
 * values, and may be overridden too, where the bytes themselves matter; {@link #statusOf} and
 * {@link #commandOf} then give the values.
 *
 * <p>What another version of the module has left, and this one cannot read, disturbs nothing: in
 * the place of such a command comes the first command, a previous status is absent, and a current
 * status is replaced by the new one, which is sent.
 *
 * <p>Fields of subclasses are the device's state. The thread rule of {@link gateway.api.module}
 * holds.
 *
 * @param <S> status
 * @param <C> command
 */
@ConsumerType
public abstract class JsonDevice<S, C> implements DeviceLogic {

  /** The new status and the one before. */
  private static final int STATUSES = 2;

  /** The default command and those that the gateway queues. */
  private static final int COMMANDS = 4;

  private final JsonType<S> statusType;
  private final JsonType<C> commandType;
  private final RecentValues<S> statuses;
  private final RecentValues<C> commands;
  private final C firstCommand;
  private final Payload firstCommandText;

  /** The current status, apart from the others, because it may stay while many statuses come. */
  private @Nullable Payload keptText;

  @SuppressWarnings("NullAway.Init") // read only with its text
  private S kept;

  private @Nullable Payload keptBeforeText;

  @SuppressWarnings("NullAway.Init") // read only with its text
  private S keptBefore;

  private C written;
  private Payload writtenText;
  private Object refusal = "";

  /**
   * Makes the decisions of one device.
   *
   * @param firstCommand the default command of a device that has just sent its first status
   */
  protected JsonDevice(JsonType<S> statusType, JsonType<C> commandType, C firstCommand) {
    this.statusType = statusType;
    this.commandType = commandType;
    this.firstCommand = firstCommand;
    statuses = new RecentValues<>(statusType, STATUSES);
    commands = new RecentValues<>(commandType, COMMANDS);
    firstCommandText = commandType.write(firstCommand);
    written = firstCommand;
    writtenText = firstCommandText;
  }

  /**
   * Checks rules that the type of the status cannot express, for instance those of one device type
   * only. Does nothing unless overridden.
   *
   * @throws IllegalArgumentException if the status is not acceptable; the message is the reason, in
   *     a short sentence
   */
  protected void checkStatus(S status) {}

  /**
   * Checks rules that the type of the command cannot express. Does nothing unless overridden.
   *
   * @throws IllegalArgumentException if the command is not acceptable; the message is the reason
   */
  protected void checkCommand(C command) {}

  /**
   * Decides whether a status is forwarded to the cloud now; see {@link DeviceLogic#sendNow(Payload,
   * Payload)}. Yes when the values differ, unless overridden.
   *
   * @param current the current status, before this one
   * @param status the new status
   */
  protected boolean sendNow(S current, S status) {
    return !current.equals(status);
  }

  /**
   * Combines the current status with a new one; see {@link DeviceLogic#aggregate(Payload,
   * Payload)}. The new one replaces the current one, unless overridden.
   *
   * @param current the current status, before this one
   * @param status the new status
   * @return the new current status
   */
  protected S aggregate(S current, S status) {
    return status;
  }

  /**
   * Makes the answer to a status; see {@link DeviceLogic#nextCommand(Payload, Payload, Optional,
   * Payload)}. The command as it is, unless overridden.
   *
   * @param status the status to answer
   * @param current the current status, which already contains {@code status}
   * @param previous the current status before {@code status}; absent for a device's first status
   * @param command the oldest queued command of the cloud, else the default command
   */
  protected C nextCommand(S status, S current, Optional<S> previous, C command) {
    return command;
  }

  /**
   * Returns the value of a status.
   *
   * @throws InvalidJsonException if it is none
   */
  protected final S statusOf(Payload status) {
    return statusType.require(known(status));
  }

  /**
   * Returns the value of a command.
   *
   * @throws InvalidJsonException if it is none
   */
  protected final C commandOf(Payload command) {
    return commandType.require(commands.get(command));
  }

  private Object known(Payload status) {
    if (status == keptText) {
      return kept;
    }
    return status == keptBeforeText ? keptBefore : statuses.get(status);
  }

  @Override
  public boolean isStatusValid(Payload status) {
    Object value = statuses.get(status);
    if (value instanceof Fault) {
      refusal = value;
      return false;
    }
    try {
      checkStatus(statusType.cast(value));
      return true;
    } catch (IllegalArgumentException e) {
      refusal = Fault.of(e);
      return false;
    }
  }

  @Override
  public boolean isCommandValid(Payload command) {
    Object value = commands.get(command);
    if (value instanceof Fault) {
      refusal = value;
      return false;
    }
    try {
      checkCommand(commandType.cast(value));
      return true;
    } catch (IllegalArgumentException e) {
      refusal = Fault.of(e);
      return false;
    }
  }

  @Override
  public String refusalReason() {
    return refusal.toString();
  }

  @Override
  public Payload firstCommand() {
    return firstCommandText;
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    Object before = known(current);
    return before instanceof Fault || sendNow(statusType.cast(before), statusOf(status));
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    Object before = known(current);
    S after = statusOf(status);
    if (before instanceof Fault) {
      return keep(status, after);
    }
    S result = aggregate(statusType.cast(before), after);
    if (result == after) {
      return keep(status, after);
    }
    return keep(result == before ? current : statusType.write(result), result);
  }

  private Payload keep(Payload text, S value) {
    keptBeforeText = keptText;
    keptBefore = kept;
    keptText = text;
    kept = value;
    return text;
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    Object known = commands.get(command);
    C before = known instanceof Fault ? firstCommand : commandType.cast(known);
    C result = nextCommand(statusOf(status), statusOf(current), before(previous), before);
    if (result == known) {
      return command;
    }
    if (!result.equals(written)) {
      writtenText = commandType.write(result);
      written = result;
      commands.put(writtenText, written);
    }
    return writtenText;
  }

  private Optional<S> before(Optional<Payload> previous) {
    if (previous.isEmpty()) {
      return Optional.empty();
    }
    Object value = known(previous.get());
    return value instanceof Fault ? Optional.empty() : Optional.of(statusType.cast(value));
  }
}
