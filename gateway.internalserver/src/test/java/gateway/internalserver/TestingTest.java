package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PROTOCOL section 2.8, on real sockets. */
@Timeout(60)
class TestingTest {

  private Harness harness;

  private void start(Testing testing) throws Exception {
    harness =
        new Harness(
            new ServerSettings(
                List.of(Harness.PORT), Harness.BOUNDS, Harness.SECOND.timing(), testing));
  }

  @AfterEach
  void stop() throws InterruptedException {
    harness.close();
  }

  /** As frame V7 of Appendix A, with the device echoed. */
  @Test
  void commErrorAnswersWithATypeThatDoesNotExistAndCloses() throws Exception {
    start(Testing.COMM_ERROR);
    try (TestDevice device =
        new TestDevice(harness.server.addresses().get(0), 7, 1, "driving", "car7", 3)) {
      device.send(device.connectFrame());
      byte[] answer = device.socket.getInputStream().readAllBytes();
      assertArrayEquals(
          HexFormat.of()
              .parseHex(
                  "240000000a2208ffffffffffffffffff01"
                      + "1215080710011a0764726976696e672204636172372803"),
          answer);
    }
    try (TestDevice unsupported = harness.device(99, 0, "r", 0)) {
      assertEquals(-1, unsupported.connect());
      unsupported.awaitClose();
    }
    for (int i = 0; i < 2; i++) {
      try (TestDevice again = harness.device("r")) {
        assertEquals(-1, again.connect());
        again.awaitClose();
      }
    }
    assertTrue(harness.events.isEmpty(), "the handler hears of no device");
  }

  @Test
  void servTooLongKeepsTheSocketOpenWithoutAnAnswer() throws Exception {
    start(Testing.SERV_TOO_LONG);
    try (TestDevice first = harness.device("r");
        TestDevice second = harness.device("r")) {
      first.send(first.connectFrame());
      second.send(second.connectFrame());
      first.socket.setSoTimeout(1500); // longer than the answer deadline
      assertThrows(SocketTimeoutException.class, first::read);
      second.socket.setSoTimeout(1);
      assertThrows(SocketTimeoutException.class, second::read);
      assertEquals(2, harness.server.connections());
    }
    while (harness.server.connections() > 0) {
      Thread.onSpinWait();
    }
    assertTrue(harness.events.isEmpty(), "the handler hears of no device");
    assertEquals(
        Duration.ofSeconds(60).toNanos(),
        Harness.SECOND.timing().limitNanos(Wait.CLIENT_TO_GIVE_UP));
  }

  @Test
  void servTooLongClosesWithoutAnAnswerWhatItWouldRefuse() throws Exception {
    start(Testing.SERV_TOO_LONG);
    try (TestDevice noModule = harness.device(99, 0, "r", 0);
        TestDevice noType = harness.device(7, 5, "r", 0)) {
      noModule.send(noModule.connectFrame());
      noModule.awaitClose();
      noType.send(noType.connectFrame());
      noType.awaitClose();
    }
  }

  @Test
  void anotherArgumentIsRefused() throws Exception {
    start(Testing.OFF);
    assertEquals(Testing.OFF, Testing.of(null));
    assertEquals(Testing.COMM_ERROR, Testing.of("comm-error"));
    assertEquals(Testing.SERV_TOO_LONG, Testing.of("serv-too-long"));
    assertThrows(IllegalArgumentException.class, () -> Testing.of("x"));
  }
}
