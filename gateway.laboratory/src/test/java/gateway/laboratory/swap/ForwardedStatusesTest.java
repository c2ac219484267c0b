package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.laboratory.swap.ForwardedStatuses.Counts;
import gateway.protocol.external.Status.DeviceState;
import gateway.simulator.server.ForwardedStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardedStatusesTest {

  private final ForwardedStatuses cloud = new ForwardedStatuses(10);

  private void arrives(String role, int number, DeviceState state) {
    cloud.statusForwarded(
        new ForwardedStatus(
            Device.of(1, SwapDevices.TYPE, role, role, 0),
            state,
            0,
            Payload.ofText("{\"sequence\":" + number + "}"),
            Optional.empty()));
  }

  private void running(int... numbers) {
    for (int number : numbers) {
      arrives("swap0", number, DeviceState.RUNNING);
    }
  }

  @Test
  void theFirstAndThenEveryTenth() {
    arrives("swap0", 13, DeviceState.CONNECTING);
    running(20, 30, 40);
    assertEquals(new Counts(0, 4, 0, 0, 0), cloud.counts());
    assertEquals(0, cloud.missing(1, List.of(49)));
    assertEquals(1, cloud.missing(1, List.of(50)));
    assertEquals(3, cloud.missing(1, List.of(71)));
  }

  @Test
  void aDeviceThatNeverCameIsMissing() {
    assertEquals(2, cloud.missing(1, List.of(10, 10)));
  }

  @Test
  void whatIsSkippedIsLost() {
    arrives("swap0", 10, DeviceState.CONNECTING);
    running(20, 50, 60);
    assertEquals(2, cloud.counts().lost());
    assertEquals(0, cloud.counts().reordered());
  }

  @Test
  void lateAndRepeatedOnesAreReordered() {
    arrives("swap0", 10, DeviceState.CONNECTING);
    running(20, 40, 30, 40, 50);
    assertEquals(1, cloud.counts().lost());
    assertEquals(2, cloud.counts().reordered());
  }

  @Test
  void aCurrentStatusInBetweenIsNeither() {
    arrives("swap0", 10, DeviceState.CONNECTING);
    running(15, 20, 30);
    assertEquals(new Counts(0, 4, 0, 0, 0), cloud.counts());
    running(45);
    assertEquals(1, cloud.counts().lost());
    assertEquals(0, cloud.missing(1, List.of(49)));
  }

  @Test
  void leavesAndSessionsAreCountedAndStrangersAreNot() {
    cloud.sessionStarted("one", List.of());
    arrives("swap0", 10, DeviceState.CONNECTING);
    arrives("swap0", 10, DeviceState.DISCONNECT);
    arrives("probe", 99, DeviceState.CONNECTING);
    arrives("probe", 99, DeviceState.DISCONNECT);
    assertEquals(new Counts(1, 1, 0, 0, 1), cloud.counts());
  }
}
