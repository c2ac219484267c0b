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
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status.DeviceState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PROTOCOL sections 4.5 and 4.9, "Connect phase". */
class ConnectSequenceTest {

  private final ServerHarness gateway = new ServerHarness();

  @Test
  void oneCommandPerAcceptedDeviceAfterAllFirstStatuses() {
    gateway.connect(SESSION, DRIVING, BUTTON);
    assertEquals(ConnectResponse.Type.OK, gateway.published.poll().getConnectResponse().getType());
    gateway.status(BUTTON, DeviceState.CONNECTING);
    assertEquals(List.of(1), gateway.responses());
    assertTrue(gateway.forwarded.isEmpty());
    assertTrue(gateway.published.isEmpty());
    gateway.status(DRIVING, DeviceState.CONNECTING);
    assertEquals(List.of(2), gateway.responses());
    assertEquals(2, gateway.forwarded.size());
    assertEquals(2, gateway.published.stream().filter(ExternalServer::hasCommand).count());
    assertTrue(gateway.published.peek().getCommand().getDeviceCommand().getCommandData().isEmpty());
    assertEquals(
        0, gateway.published.peek().getCommand().getDeviceCommand().getDevice().getPriority());
  }

  @Test
  void aQueuedCommandComesFirstIfTheNameFits() {
    gateway.command(BUTTON, "{\"b\":1}");
    gateway.command(Device.of(1, 1, "driving", "another", 0), "{\"a\":1}");
    gateway.connect(SESSION, DRIVING, BUTTON);
    gateway.published.clear();
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.status(BUTTON, DeviceState.CONNECTING);
    gateway.responses();
    assertEquals(
        "{\"b\":1}",
        gateway.published.poll().getCommand().getDeviceCommand().getCommandData().toStringUtf8());
    assertTrue(gateway.published.poll().getCommand().getDeviceCommand().getCommandData().isEmpty());
    assertTrue(gateway.published.isEmpty());
  }

  @Test
  void unknownModulesAndTypesAreSkippedNotAwaited() {
    Device module = Device.of(77, 0, "x", "x", 0);
    Device type = Device.of(1, 9, "x", "x", 0);
    gateway.connect(SESSION, module, DRIVING, type);
    gateway.published.clear();
    gateway.status(type, DeviceState.CONNECTING);
    assertEquals(List.of(), gateway.responses());
    gateway.status(DRIVING, DeviceState.CONNECTING);
    assertEquals(List.of(2), gateway.responses());
    assertEquals(1, gateway.published.stream().filter(ExternalServer::hasCommand).count());
    assertTrue(gateway.alive());
  }

  @Test
  void noSupportedDeviceIsAnsweredAndEndsTheAttempt() {
    gateway.connect(SESSION, Device.of(77, 0, "x", "x", 0));
    assertTrue(gateway.published.poll().hasConnectResponse());
    assertEquals(1, gateway.notifications);
    assertFalse(gateway.alive());
  }

  @Test
  void anEmptySessionIdAnEmptyListAndAnEmptyRoleAreNotAnswered() {
    for (Runnable connect :
        List.<Runnable>of(
            () -> gateway.connect("", DRIVING),
            () -> gateway.connect(SESSION),
            () -> gateway.connect(SESSION, DRIVING, Device.of(2, 0, "", "x", 0)))) {
      int notifications = gateway.notifications;
      connect.run();
      assertTrue(gateway.published.isEmpty());
      assertEquals(notifications + 1, gateway.notifications);
      gateway.advance(Duration.ofMillis(600));
    }
  }

  @Test
  void aStatusOfAnUnknownModuleAborts() {
    gateway.connect(SESSION, DRIVING);
    gateway.status(Device.of(77, 0, "x", "x", 0), DeviceState.CONNECTING);
    assertFalse(gateway.alive());
    assertEquals(1, gateway.notifications);
  }

  @Test
  void aFirstStatusThatIsNotConnectingAborts() {
    gateway.connect(SESSION, DRIVING);
    gateway.status(DRIVING, DeviceState.RUNNING);
    assertFalse(gateway.alive());
  }

  @Test
  void anyOtherMessageInsteadOfAFirstStatusAborts() {
    gateway.connect(SESSION, DRIVING);
    gateway.connect(SESSION, DRIVING);
    assertFalse(gateway.alive());
  }

  @Test
  void foreignSessionsAreNotAnsweredAndADuplicateCountsTwice() {
    gateway.connect(SESSION, DRIVING, BUTTON);
    gateway.published.clear();
    gateway.status("foreign1", DRIVING, DeviceState.CONNECTING, 1);
    assertEquals(List.of(), gateway.responses());
    gateway.status(SESSION, DRIVING, DeviceState.CONNECTING, 7);
    gateway.status(SESSION, DRIVING, DeviceState.CONNECTING, 7);
    assertEquals(List.of(7, 7), gateway.responses());
    assertEquals(2, gateway.published.size());
  }

  @Test
  void statusesAreDiscardedWhileFirstCommandsWaitForTheirResponses() {
    gateway.connect(SESSION, DRIVING);
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.responses();
    gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.respond("foreign1", 0, CommandResponse.Type.OK);
    gateway.answerCommands();
    gateway.advance(Duration.ofMillis(10));
    assertEquals(List.of(), gateway.responses());
    gateway.status(DRIVING, DeviceState.RUNNING);
    assertEquals(List.of(3), gateway.responses());
  }

  @Test
  void connectWhileFirstCommandsWaitAborts() {
    gateway.connect(SESSION, DRIVING);
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.connect("another1", DRIVING);
    assertFalse(gateway.alive());
  }

  @Test
  void eachAwaitedMessageHasItsTimeout() {
    gateway.advance(Duration.ofSeconds(30));
    assertEquals(List.of("no Connect came"), gateway.ends);
    gateway.advance(Duration.ofSeconds(1));
    gateway.connect(SESSION, DRIVING, BUTTON);
    gateway.advance(Duration.ofSeconds(29));
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.advance(Duration.ofSeconds(29));
    assertEquals(1, gateway.ends.size());
    gateway.advance(Duration.ofSeconds(1));
    assertEquals(2, gateway.ends.size());
    gateway.advance(Duration.ofSeconds(1));
    gateway.connect(SESSION, DRIVING);
    gateway.status(DRIVING, DeviceState.CONNECTING);
    gateway.advance(Duration.ofSeconds(30));
    assertEquals(3, gateway.ends.size());
    assertEquals(3, gateway.notifications);
  }

  @Test
  void garbageAndMessagesBeforeConnectAreDiscarded() {
    gateway.server.receive(new byte[] {1, 2, 3});
    gateway.send(ExternalClient.getDefaultInstance());
    gateway.status(DRIVING, DeviceState.RUNNING);
    assertTrue(gateway.published.isEmpty());
    gateway.connect(SESSION, DRIVING);
    assertTrue(gateway.published.poll().hasConnectResponse());
  }

  @Test
  void aStatusInTheInstantOfCompletionMakesEverythingOneLate() {
    gateway.sequence(DRIVING);
    gateway.responses();
    int stuck = gateway.status(DRIVING, DeviceState.RUNNING);
    gateway.advance(Duration.ofSeconds(5));
    assertEquals(List.of(), gateway.responses());
    int second = gateway.status(DRIVING, DeviceState.RUNNING);
    assertEquals(List.of(stuck), gateway.responses());
    gateway.status(DRIVING, DeviceState.RUNNING);
    assertEquals(List.of(second), gateway.responses());
  }
}
