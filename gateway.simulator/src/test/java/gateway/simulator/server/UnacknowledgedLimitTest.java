package gateway.simulator.server;

import static gateway.simulator.server.ServerHarness.DRIVING;
import static gateway.simulator.server.ServerHarness.SESSION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.protocol.external.Status.DeviceState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PROTOCOL section 4.9, last lines of "Connect phase". */
class UnacknowledgedLimitTest {

  private final ServerHarness gateway = ServerHarness.running(DRIVING);

  @BeforeEach
  void stopAcknowledging() {
    gateway.published.clear();
    gateway.acknowledging = false;
  }

  @Test
  void twentyUnacknowledgedMessagesAreHeld() {
    statuses(20);
    assertTrue(gateway.alive());
    gateway.unacknowledged.get(3).complete(null);
    gateway.time.runDue();
    statuses(1);
    assertTrue(gateway.alive());
  }

  @Test
  void oneMoreEndsTheSessionWithoutNotification() {
    statuses(21);
    assertFalse(gateway.alive());
    assertEquals(0, gateway.notifications);
  }

  @Test
  void theOldOnesArePublishedAgainAfterTheReconnect() {
    statuses(21);
    List<Integer> before = gateway.responses();
    assertEquals(20, before.size());
    gateway.acknowledging = true;
    gateway.advance(Duration.ofSeconds(1));
    assertTrue(
        gateway.published.stream()
            .allMatch(message -> message.getStatusResponse().getSessionId().equals(SESSION)));
    assertEquals(before, gateway.responses());
    gateway.connect("another1", DRIVING);
    assertTrue(gateway.published.poll().hasConnectResponse());
  }

  @Test
  void aLostBrokerEndsTheSessionWithoutNotification() {
    statuses(3);
    gateway.server.brokerLost();
    gateway.time.runDue();
    assertFalse(gateway.alive());
    assertEquals(0, gateway.notifications);
    gateway.acknowledging = true;
    gateway.responses();
    gateway.server.brokerConnected();
    gateway.time.runDue();
    assertEquals(3, gateway.responses().size());
  }

  private void statuses(int count) {
    for (int i = 0; i < count; i++) {
      gateway.status(DRIVING, DeviceState.RUNNING);
    }
  }
}
