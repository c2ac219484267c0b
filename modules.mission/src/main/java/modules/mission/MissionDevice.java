package modules.mission;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import modules.mission.MissionStatus.State;

/** One autonomy computer: the rules of PROTOCOL section 5.1. Each status is parsed once. */
final class MissionDevice implements DeviceLogic {

  private static final double MOVING = 1.0;
  private static final long MOVING_PERIOD = Duration.ofMillis(2900).toNanos();

  private final LongSupplier nanoTime;
  private Payload currentText;
  private MissionStatus current;
  private Payload statusText;
  private MissionStatus status;
  private MissionCommand command;
  private boolean sentMoving;
  private long sentMovingAt;

  MissionDevice(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean isStatusValid(Payload text) {
    try {
      status = MissionStatus.read(text, current == null ? null : current.nextStop());
      statusText = text;
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean isCommandValid(Payload text) {
    try {
      MissionCommand.read(text);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Payload firstCommand() {
    return MissionCommand.FIRST;
  }

  @Override
  public boolean sendNow(Payload currentPayload, Payload statusPayload) {
    MissionStatus before = parsed(currentPayload);
    MissionStatus after = parsed(statusPayload);
    if (before.state() != after.state() || !before.nextStop().sameAs(after.nextStop())) {
      return true;
    }
    if (after.speed() < MOVING) {
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

  @Override
  public Payload aggregate(Payload currentPayload, Payload statusPayload) {
    keepAsCurrent(statusPayload);
    return statusPayload;
  }

  @Override
  public Payload nextCommand(
      Payload statusPayload, Payload currentPayload, Optional<Payload> previous, Payload text) {
    keepAsCurrent(currentPayload);
    MissionStatus answered = parsed(statusPayload);
    if (answered.state() != State.IN_STOP) {
      return text;
    }
    Optional<JsonValue> firstStop = parsedCommand(text).firstStop();
    if (firstStop.isEmpty()) {
      return text;
    }
    boolean reached =
        parsed(currentPayload).state() == State.DRIVE
            || answered.nextStop().sameAs(firstStop.get());
    return reached ? command.withoutFirstStop() : text;
  }

  private void keepAsCurrent(Payload text) {
    if (text != currentText) {
      current = parsed(text);
      currentText = text;
    }
  }

  private MissionStatus parsed(Payload text) {
    if (text == statusText) {
      return status;
    }
    if (text == currentText) {
      return current;
    }
    // A current status that another version of the module has left.
    try {
      return MissionStatus.read(text, null);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a mission status", e);
    }
  }

  private MissionCommand parsedCommand(Payload text) {
    if (command == null || command.text() != text) {
      try {
        command = MissionCommand.read(text);
      } catch (IOException e) {
        throw new IllegalArgumentException("not a mission command", e);
      }
    }
    return command;
  }
}
