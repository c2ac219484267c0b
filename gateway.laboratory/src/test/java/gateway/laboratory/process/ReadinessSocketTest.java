package gateway.laboratory.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadinessSocketTest {

  @Test
  void nobodyIsReadyBeforeItSaysSo() throws Exception {
    try (ReadinessSocket socket = new ReadinessSocket()) {
      assertTrue(socket.value().startsWith("@"), socket.value());
      assertFalse(socket.isReady());
    }
  }
}
