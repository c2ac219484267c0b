package modules.mission;

import gateway.api.device.Payload;
import gateway.json.JsonDevice;
import gateway.json.JsonType;
import gateway.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import modules.mission.MissionStatus.State;

/** One autonomy computer: the rules of PROTOCOL section 5.1. */
final class MissionDevice extends JsonDevice<MissionStatus, MissionCommand> {

  static final JsonType<MissionStatus> STATUS = JsonType.of(MissionStatus.class);
  private static final JsonType<MissionCommand> COMMAND = JsonType.of(MissionCommand.class);

  private static final double MOVING = 1.0;
  private static final long MOVING_PERIOD = Duration.ofMillis(2900).toNanos();

  private final LongSupplier nanoTime;
  private boolean sentMoving;
  private long sentMovingAt;

  MissionDevice(LongSupplier nanoTime) {
    super(STATUS, COMMAND, MissionCommand.FIRST);
    this.nanoTime = nanoTime;
  }

  @Override
  protected boolean sendNow(MissionStatus current, MissionStatus status) {
    if (current.state() != status.state() || !current.nextStop().equals(status.nextStop())) {
      return true;
    }
    if (status.telemetry().speed() < MOVING) {
      return false;
    }
    long now = nanoTime.getAsLong();
    if (sentMoving && now - sentMovingAt <= MOVING_PERIOD) {
      return false;
    }
    sentMoving = true;
    sentMovingAt = now;
    return true;
  }

  /** Works on the text of the command, because what it does not know of it must stay. */
  @Override
  public Payload nextCommand(
      Payload statusText, Payload currentText, Optional<Payload> previous, Payload command) {
    MissionStatus status = statusOf(statusText);
    if (status.state() != State.IN_STOP) {
      return command;
    }
    List<JsonValue> stops = commandOf(command).stops();
    if (stops.isEmpty()) {
      return command;
    }
    boolean reached =
        statusOf(currentText).state() == State.DRIVE || status.nextStop().equals(stops.get(0));
    return reached ? withoutFirstStop(command) : command;
  }

  /** Without blanks, otherwise as it was written. */
  private static Payload withoutFirstStop(Payload command) {
    JsonValue text = JsonValue.of(command);
    JsonValue left = text.member("stops").without(0);
    return text.with("stops", left).compact().text();
  }
}
