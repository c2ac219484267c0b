package modules.mission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of PROTOCOL section 5.1 for one device. */
class MissionDeviceTest {

  private static final String A =
      "{\"name\":\"A\",\"position\":{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":230.0}}";
  private static final String A_OTHERWISE =
      "{ \"position\": {\"altitude\":230, \"longitude\":16.610, \"latitude\":4921e-2},"
          + " \"name\":\"\\u0041\"}";
  private static final String A_ELSEWHERE =
      "{\"name\":\"A\",\"position\":{\"latitude\":49.22,\"longitude\":16.61,\"altitude\":230.0}}";
  private static final String B = "{\"name\":\"B\",\"position\":null}";

  // Close to the overflow, as the origin of nanoTime is arbitrary.
  private long now = Long.MAX_VALUE - 1_000_000;
  private MissionDevice device;
  private Payload current;
  private Payload command;

  @BeforeEach
  void connect() {
    device = new MissionDevice(() -> now);
    command = device.firstCommand();
  }

  private void advance(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  private static String status(String state, double speed, String nextStop) {
    return "{\"state\":\""
        + state
        + "\",\"telemetry\":{\"speed\":"
        + speed
        + "},\"nextStop\":"
        + nextStop
        + "}";
  }

  private static String command(String stops) {
    return "{\"action\":\"START\",\"route\":\"R1\",\"stops\":" + stops + "}";
  }

  /** Does with a status what the handler does, and returns whether it is forwarded. */
  private boolean handle(String text) {
    Payload status = Payload.ofText(text);
    assertTrue(device.isStatusValid(status));
    Optional<Payload> previous = Optional.ofNullable(current);
    boolean send = previous.map(before -> device.sendNow(before, status)).orElse(true);
    current = previous.map(before -> device.aggregate(before, status)).orElse(status);
    assertSame(status, current);
    command = device.nextCommand(status, current, previous, command);
    return send;
  }

  private String answer(String text) {
    handle(text);
    return command.toText();
  }

  @Test
  void firstCommandHasTheFormOfProduction() {
    assertEquals("{\"action\":\"NO_ACTION\",\"route\":\"\",\"stops\":[]}", answer(idle()));
  }

  private static String idle() {
    return status("IDLE", 0, "null");
  }

  @Test
  void sendsWhenTheStateChanges() {
    handle(idle());
    assertEquals(false, handle(idle()));
    assertEquals(true, handle(status("ERROR", 0, "null")));
    assertEquals(false, handle(status("ERROR", 0.5, "null")));
  }

  @Test
  void sendsWhenTheNextStopChangesButNotWhenItIsOnlyWrittenOtherwise() {
    handle(status("IDLE", 0, "null"));
    assertEquals(true, handle(status("IDLE", 0, A)));
    assertEquals(false, handle(status("IDLE", 0, A)));
    assertEquals(false, handle(status("IDLE", 0, A_OTHERWISE)));
    assertEquals(false, handle(status("IDLE", 0, A)));
    assertEquals(true, handle(status("IDLE", 0, A_ELSEWHERE)));
    assertEquals(true, handle(status("IDLE", 0, B)));
    assertEquals(true, handle(status("IDLE", 0, "null")));
  }

  @Test
  void sendsAMovingDeviceEveryTime2900MillisecondsHavePassed() {
    String drive = status("DRIVE", 1.0, A);
    handle(drive);
    assertEquals(true, handle(drive), "first of its kind");
    advance(2900);
    assertEquals(false, handle(drive), "not more than 2900 ms");
    advance(1);
    assertEquals(true, handle(drive));
    advance(2000);
    assertEquals(true, handle(status("OBSTACLE", 1.0, A)), "state, not time");
    advance(901);
    assertEquals(true, handle(status("OBSTACLE", 1.0, A)), "2901 ms since the last for time");
    advance(5000);
    assertEquals(false, handle(status("OBSTACLE", 0.99, A)));
  }

  @Test
  void eachDeviceHasItsOwnTime() {
    String drive = status("DRIVE", 3, A);
    handle(drive);
    assertEquals(true, handle(drive));
    MissionDevice other = new MissionDevice(() -> now);
    Payload first = Payload.ofText(drive);
    Payload second = Payload.ofText(drive);
    assertTrue(other.isStatusValid(first));
    assertSame(command, other.nextCommand(first, first, Optional.empty(), command));
    assertTrue(other.isStatusValid(second));
    assertEquals(true, other.sendNow(first, second));
  }

  @Test
  void unchangedCommandIsTheSameObject() {
    command = Payload.ofText(command("[" + A + "]"));
    Payload sent = command;
    handle(status("DRIVE", 1, A));
    assertSame(sent, command);
    handle(status("DRIVE", 1, A));
    assertSame(sent, command);
    handle(status("IN_STOP", 0, B));
    assertSame(sent, command);
    handle(status("IN_STOP", 0, "null"));
    assertSame(sent, command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[%A]|[]",
        "[ %A ]|[]",
        "[%A,%B]|[%B]",
        "[ %A , %B ,\t[1.50, \"a, \\\" b\"] ]|[%B,[1.50,\"a, \\\" b\"]]",
        "[%O,%A]|[%A]",
      })
  void theReachedStopIsRemovedAndTheRestStaysAsItWasWritten(String stops, String left) {
    command = Payload.ofText(command(fill(stops)));
    assertEquals(command(fill(left)), answer(status("IN_STOP", 0, A)));
  }

  private static String fill(String text) {
    return text.replace("%A", A).replace("%B", B).replace("%O", A_OTHERWISE);
  }

  @Test
  void keyOrderAndFurtherKeysOfTheCommandStay() {
    command =
        Payload.ofText(
            "{\"stops\": [ "
                + A
                + " ], \"x\": [1.0, -0.0], \"route\": \"a  b\","
                + " \"action\": \"STOP\"}");
    assertEquals(
        "{\"stops\":[],\"x\":[1.0,-0.0],\"route\":\"a  b\",\"action\":\"STOP\"}",
        answer(status("IN_STOP", 0, A)));
  }

  @Test
  void oneStopIsRemovedPerVisit() {
    command = Payload.ofText(command("[" + A + "," + B + "]"));
    handle(status("DRIVE", 3, A));
    assertEquals(command("[" + B + "]"), answer(status("IN_STOP", 0, A)));
    assertEquals(command("[" + B + "]"), answer(status("IN_STOP", 0, A)));
    assertEquals(command("[" + B + "]"), answer(status("DRIVE", 2, B)));
    assertEquals(command("[]"), answer(status("IN_STOP", 0, B)));
    assertEquals(command("[]"), answer(status("IN_STOP", 0, B)));
  }

  @Test
  void stationsOfTheSameNameElsewhereAreOtherStations() {
    command = Payload.ofText(command("[" + A + "]"));
    assertEquals(command("[" + A + "]"), answer(status("IN_STOP", 0, A_ELSEWHERE)));
  }

  @Test
  void aCurrentStatusThatStillDrivesLetsTheStopBeRemoved() {
    Payload driving = Payload.ofText(status("DRIVE", 3, A));
    Payload arrived = Payload.ofText(status("IN_STOP", 0, "null"));
    assertTrue(device.isStatusValid(arrived));
    assertEquals(
        command("[]"),
        device
            .nextCommand(
                arrived, driving, Optional.of(driving), Payload.ofText(command("[" + A + "]")))
            .toText());
  }

  @Test
  void goesOnFromAStatusThatAnotherVersionLeft() {
    Payload before = Payload.ofText(status("IDLE", 0, A));
    Payload status = Payload.ofText(status("IDLE", 0, A));
    assertTrue(device.isStatusValid(status));
    assertEquals(false, device.sendNow(before, status));
  }

  @Test
  void aCurrentStatusThatAnotherVersionLeftAndCannotBeReadIsReplacedAtOnce() {
    Payload status = Payload.ofText(status("IN_STOP", 0, A));
    assertTrue(device.isStatusValid(status));
    Payload garbage = Payload.ofText("?");
    assertTrue(device.sendNow(garbage, status));
    assertSame(status, device.aggregate(garbage, status));
  }

  @Test
  void aCommandThatCannotBeReadIsAFailureOfTheCall() {
    Payload status = Payload.ofText(status("IN_STOP", 0, A));
    assertTrue(device.isStatusValid(status));
    Payload garbage = Payload.ofText("?");
    assertThrows(
        RuntimeException.class,
        () -> device.nextCommand(status, status, Optional.empty(), garbage));
  }
}
