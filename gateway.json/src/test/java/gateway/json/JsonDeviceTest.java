package gateway.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonDeviceTest {

  private int statusesRead;
  private int commandsRead;

  private record Status(int n) {}

  private record Command(int n) {}

  /** Sums up statuses, adds the current sum and the previous one to the command. */
  private final class Adder extends JsonDevice<Status, Command> {

    Adder() {
      super(
          JsonType.of(
              value -> {
                statusesRead++;
                return new Status((int) value.member("n").asNumber());
              },
              status -> JsonValue.of("{\"n\":" + status.n() + "}")),
          JsonType.of(
              value -> {
                commandsRead++;
                return new Command((int) value.member("n").asNumber());
              },
              command -> JsonValue.of("{\"n\":" + command.n() + "}")),
          new Command(0));
      statusesRead = 0;
      commandsRead = 0;
    }

    @Override
    protected void checkStatus(Status status) {
      if (status.n() > 100) {
        throw new IllegalArgumentException("n is more than 100");
      }
    }

    @Override
    protected void checkCommand(Command command) {
      if (command.n() > 100) {
        throw new IllegalArgumentException("n is more than 100");
      }
    }

    @Override
    protected Status aggregate(Status current, Status status) {
      return status.n() == 0
          ? current
          : status.n() == 99 ? status : new Status(current.n() + status.n());
    }

    @Override
    protected Command nextCommand(
        Status status, Status current, Optional<Status> previous, Command command) {
      return status.n() == 0
          ? command
          : new Command(command.n() + current.n() * 10 + previous.map(Status::n).orElse(0));
    }
  }

  private static Payload n(int n) {
    return Payload.ofText("{ \"n\" : " + n + " }");
  }

  private final Adder device = new Adder();
  private Payload current;
  private Payload command;

  private void first(Payload status) {
    assertTrue(device.isStatusValid(status));
    command = device.firstCommand();
    command = device.nextCommand(status, status, Optional.empty(), command);
    current = status;
  }

  private boolean next(Payload status) {
    assertTrue(device.isStatusValid(status));
    boolean send = device.sendNow(current, status);
    Payload previous = current;
    current = device.aggregate(current, status);
    command = device.nextCommand(status, current, Optional.of(previous), command);
    return send;
  }

  @Test
  void handsValuesToTheDecisions() {
    first(n(1));
    assertEquals("{\"n\":10}", command.toText());
    next(n(2));
    assertEquals("{\"n\":3}", current.toText());
    assertEquals("{\"n\":41}", command.toText());
  }

  @Test
  void whatIsReturnedAsGivenKeepsItsBytes() {
    Payload one = n(1);
    first(one);
    Payload before = command;
    next(n(0));
    assertSame(one, current);
    assertSame(before, command);
    Payload whole = n(99);
    next(whole);
    assertSame(whole, current);
  }

  @Test
  void everyPayloadIsReadOnce() {
    first(n(1));
    for (int i = 0; i < 20; i++) {
      next(n(i % 3));
    }
    assertEquals(21, statusesRead);
    assertEquals(1, commandsRead, "the first command, what it has written itself not at all");
    Payload queued = n(5);
    assertTrue(device.isCommandValid(queued));
    device.isCommandValid(n(6));
    device.isCommandValid(n(7));
    command = queued;
    next(n(1));
    assertEquals(4, commandsRead);
  }

  @Test
  void sendsWhenTheValuesDiffer() {
    first(n(1));
    assertFalse(next(n(1)));
    assertTrue(next(n(3)));
  }

  @Test
  void checksWhatTheTypeCannotKnow() {
    assertEquals("", device.refusalReason());
    assertFalse(device.isStatusValid(n(101)));
    assertEquals("n is more than 100", device.refusalReason());
    assertFalse(device.isStatusValid(Payload.EMPTY));
    assertEquals("the text is empty", device.refusalReason());
    assertFalse(device.isCommandValid(n(101)));
    assertEquals("n is more than 100", device.refusalReason());
    assertFalse(device.isCommandValid(Payload.ofText("{\"n\":true}")));
    assertEquals("n is not a number", device.refusalReason());
  }

  @Test
  void whatAnotherVersionHasLeftAndCannotBeReadDisturbsNothing() {
    Payload left = Payload.ofText("<status/>");
    Payload status = n(4);
    assertTrue(device.isStatusValid(status));
    assertTrue(device.sendNow(left, status));
    assertSame(status, device.aggregate(left, status));
    assertEquals(
        "{\"n\":40}",
        device
            .nextCommand(status, status, Optional.of(left), Payload.ofText("<command/>"))
            .toText());
  }

  @Test
  void goesOnFromACurrentStatusThatAnotherVersionHasLeft() {
    Payload left = n(50);
    Payload status = n(1);
    assertTrue(device.isStatusValid(status));
    assertEquals("{\"n\":51}", device.aggregate(left, status).toText());
  }

  @Test
  void aStatusThatIsNoneIsAFailureOfTheCall() {
    Payload status = Payload.ofText("?");
    assertThrows(InvalidJsonException.class, () -> device.sendNow(n(1), status));
    assertThrows(
        InvalidJsonException.class,
        () -> device.nextCommand(status, status, Optional.empty(), n(1)));
  }
}
