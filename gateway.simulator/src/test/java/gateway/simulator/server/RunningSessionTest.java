package gateway.simulator.server;

import static gateway.simulator.server.ServerHarness.BUTTON;
import static gateway.simulator.server.ServerHarness.DRIVING;
import static gateway.simulator.server.ServerHarness.SESSION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status.DeviceState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PROTOCOL section 4.9, "Running phase", and sections 4.7 and 4.10. */
class RunningSessionTest {

  private final ServerHarness gateway = ServerHarness.running(DRIVING);

  @BeforeEach
  void forgetTheConnectSequence() {
    gateway.published.clear();
    gateway.forwarded.clear();
  }

  @Test
  void knownDevicesAreAnswered() {
    int running = gateway.status(DRIVING, DeviceState.RUNNING);
    int joining = gateway.status(BUTTON, DeviceState.CONNECTING);
    int leaving = gateway.status(BUTTON, DeviceState.DISCONNECT);
    assertEquals(List.of(running, joining, leaving), gateway.responses());
    assertEquals(3, gateway.forwarded.size());
    assertEquals("{\"n\":2}", gateway.forwarded.get(0).data().toText());
    assertTrue(gateway.alive());
  }

  @Test
  void theUnansweredKindsOfStatusAreNotAnswered() {
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.status(BUTTON, DeviceState.RUNNING);
    gateway.status(BUTTON, DeviceState.DISCONNECT);
    gateway.status(DRIVING, DeviceState.ERROR);
    gateway.status(Device.of(77, 0, "x", "x", 0), DeviceState.CONNECTING);
    gateway.status(Device.of(1, 9, "x", "x", 0), DeviceState.CONNECTING);
    gateway.status("foreign1", DRIVING, DeviceState.RUNNING, 8);
    assertEquals(List.of(), gateway.responses());
    assertTrue(gateway.forwarded.isEmpty());
    assertTrue(gateway.alive());
  }

  @Test
  void theFirstCounterIsFreeThenEachIsPreviousPlusOne() {
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, 0);
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, -2);
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, -3);
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, 0);
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, -1);
    assertEquals(List.of(-2, -1, 0), gateway.responses());
  }

  @Test
  void aGapIsHeldAndEndsTheSessionWhenItStaysOpen() {
    int first = gateway.status(DRIVING, DeviceState.RUNNING);
    int missing = gateway.skip();
    int held = gateway.status(DRIVING, DeviceState.RUNNING);
    assertEquals(List.of(first), gateway.responses());
    gateway.advance(Duration.ofSeconds(29));
    gateway.status(SESSION, DRIVING, DeviceState.RUNNING, missing);
    assertEquals(List.of(missing, held), gateway.responses());
    gateway.skip();
    gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.advance(Duration.ofSeconds(15));
    assertTrue(gateway.alive());
    gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.advance(Duration.ofSeconds(15));
    assertEquals(List.of("a skipped status never came"), gateway.ends);
    assertEquals(1, gateway.notifications);
  }

  @Test
  void theLastDeviceEndsTheSession() {
    int leaving = gateway.status(DRIVING, DeviceState.DISCONNECT);
    assertEquals(List.of(leaving), gateway.responses());
    assertEquals(1, gateway.notifications);
    assertFalse(gateway.alive());
  }

  @Test
  void anEmptyRoleEndsTheSession() {
    gateway.status(Device.of(2, 0, "", "x", 0), DeviceState.CONNECTING);
    assertEquals(List.of(), gateway.responses());
    assertEquals(1, gateway.notifications);
  }

  @Test
  void connectOfTheSameSessionIsAlreadyLogged() {
    gateway.connect(SESSION, DRIVING);
    assertEquals(
        ConnectResponse.Type.ALREADY_LOGGED,
        gateway.published.poll().getConnectResponse().getType());
    assertTrue(gateway.alive());
  }

  @Test
  void connectOfAnotherSessionEndsTheSessionAndIsLost() {
    gateway.connect("another1", DRIVING);
    assertEquals(1, gateway.notifications);
    assertFalse(gateway.subscribed);
    gateway.advance(Duration.ofMillis(499));
    gateway.connect("another2", DRIVING);
    assertTrue(gateway.published.isEmpty());
    gateway.advance(Duration.ofMillis(1));
    assertTrue(gateway.subscribed);
    gateway.connect("another3", DRIVING);
    assertEquals("another3", gateway.published.poll().getConnectResponse().getSessionId());
  }

  @Test
  void silenceEndsTheSessionAndForeignMessagesDoNotCount() {
    gateway.advance(Duration.ofSeconds(29));
    gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.advance(Duration.ofSeconds(29));
    gateway.status("foreign1", DRIVING, DeviceState.RUNNING, 9);
    assertTrue(gateway.alive());
    gateway.advance(Duration.ofSeconds(1));
    assertEquals(List.of("nothing valid came for too long"), gateway.ends);
    assertEquals(1, gateway.notifications);
  }

  @Test
  void commandsGoOutAtOnceWithTheNextCounterAndPriorityZero() {
    gateway.command(DRIVING, "{\"b\":2}");
    ExternalServer message = gateway.published.poll();
    assertEquals(1, message.getCommand().getMessageCounter());
    assertEquals(0, message.getCommand().getDeviceCommand().getDevice().getPriority());
    gateway.respond(SESSION, 1, CommandResponse.Type.INVALID_COMMAND);
    assertEquals("{\"b\":2}", gateway.delivered.get(gateway.delivered.size() - 1).data().toText());
  }

  @Test
  void responsesCountInTheOrderOfTheirCommands() {
    gateway.delivered.clear();
    gateway.command(DRIVING, "a");
    gateway.command(DRIVING, "b");
    gateway.respond(SESSION, 2, CommandResponse.Type.OK);
    assertTrue(gateway.delivered.isEmpty());
    gateway.respond(SESSION, 1, CommandResponse.Type.OK);
    assertEquals(2, gateway.delivered.size());
  }

  @Test
  void theCommandCounterOutlivesTheSession() {
    gateway.command(DRIVING, "a");
    gateway.status(DRIVING, DeviceState.DISCONNECT);
    gateway.advance(Duration.ofSeconds(1));
    gateway.published.clear();
    gateway.sequence(DRIVING);
    gateway.advance(Duration.ofSeconds(1));
    gateway.published.clear();
    gateway.command(DRIVING, "b");
    assertEquals(3, gateway.published.poll().getCommand().getMessageCounter());
  }

  @Test
  void anUnansweredCommandEndsTheSession() {
    gateway.command(DRIVING, "a");
    gateway.advance(Duration.ofSeconds(15));
    gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.advance(Duration.ofSeconds(15));
    assertEquals(List.of("a command was not answered"), gateway.ends);
  }

  @Test
  void deviceNotConnectedRemovesTheDeviceButNotTheSession() {
    gateway.command(DRIVING, "a");
    gateway.respond(SESSION, 1, CommandResponse.Type.DEVICE_NOT_CONNECTED);
    assertTrue(gateway.alive());
    gateway.published.clear();
    int back = gateway.status(DRIVING, DeviceState.CONNECTING);
    assertEquals(List.of(back), gateway.responses());
    assertTrue(gateway.alive());
  }

  @Test
  void aCommandWithoutADeviceOfItsModuleWaitsAndReplacesOlderOnes() {
    gateway.command(BUTTON, "old");
    gateway.command(BUTTON, "new");
    assertTrue(gateway.published.isEmpty());
    gateway.status(BUTTON, DeviceState.CONNECTING);
    gateway.responses();
    assertTrue(gateway.published.isEmpty());
    gateway.command(BUTTON, "next");
    assertEquals(2, gateway.published.size());
    assertEquals(
        "new",
        gateway.published.poll().getCommand().getDeviceCommand().getCommandData().toStringUtf8());
  }

  @Test
  void stoppingNotifies() {
    gateway.server.stop();
    gateway.time.runDue();
    assertEquals(1, gateway.notifications);
    assertFalse(gateway.subscribed);
    gateway.advance(Duration.ofSeconds(60));
    assertFalse(gateway.subscribed);
  }
}
