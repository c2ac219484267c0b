package gateway.external.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.external.base.Loop;
import gateway.external.base.Setup;
import gateway.external.undelivered.TrackedStatus;
import gateway.protocol.external.Status.DeviceState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnansweredTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final Unanswered unanswered =
      new Unanswered(new Loop(time, time::nanoTime), 1000, expired -> {});

  private void send(int counter, int bytes) {
    DeviceRecord device = new DeviceRecord(Setup.device("a").key());
    StatusReport report = new StatusReport(Setup.device("a"), Payload.EMPTY, false);
    unanswered.add(
        new InFlight(
            counter,
            device,
            DeviceState.RUNNING,
            TrackedStatus.repeated(device.undelivered, report),
            Optional.empty(),
            bytes,
            0));
  }

  @Test
  void largeStatusesCloseTheWindowUntilTheyAreAnswered() {
    send(1, 1000);
    assertFalse(unanswered.isLarge());
    send(2, (int) MemoryShare.SENT.bytes() / 4);
    assertTrue(unanswered.isLarge());
    unanswered.remove(2);
    assertFalse(unanswered.isLarge());
    send(3, (int) MemoryShare.SENT.bytes() / 4);
    unanswered.close(undelivered -> {});
    assertFalse(unanswered.isLarge());
  }
}
