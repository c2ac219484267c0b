package gateway.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.protocol.external.Status.DeviceState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTotalsTest {

  private final StatusTotals totals = new StatusTotals();

  @Test
  void missingLateAndRepeatedAreToldApart() {
    for (int number : new int[] {100, 101, 104, 102, 104, 105}) {
      count("{\"sequence\":" + number + "}", DeviceState.RUNNING);
    }
    count("{\"sequence\":105}", DeviceState.DISCONNECT);
    count("{}", DeviceState.RUNNING);
    assertEquals(8, totals.total());
    assertEquals(
        "{\"event\":\"totals\",\"all\":"
            + row("all")
            + ",\"devices\":["
            + row("1/1/driving")
            + "]}",
        totals.json());
  }

  @Test
  void aDeviceThatConnectsAgainMayBeginToCountAnew() {
    count("{\"sequence\":100}", DeviceState.CONNECTING);
    count("{\"sequence\":150}", DeviceState.CONNECTING);
    count("{\"sequence\":100}", DeviceState.CONNECTING);
    count("{\"sequence\":101}", DeviceState.RUNNING);
    assertTrue(
        totals.json().contains("\"in_order\":4,\"missing\":49,\"late\":0,\"repeated\":0"),
        totals.json());
  }

  @Test
  void theNumberIsFoundWhereverItStands() {
    byte[] text = "xx{\"sequence\":123,\"a\":4}yy".getBytes(StandardCharsets.UTF_8);
    assertEquals(123, StatusTotals.number(text, 2, text.length - 4));
    assertEquals(-1, StatusTotals.number(text, 0, 10));
    assertEquals(-1, StatusTotals.number(new byte[0], 0, 0));
  }

  private static String row(String name) {
    return "{\"device\":\""
        + name
        + "\",\"statuses\":8,\"in_order\":4,\"missing\":1,\"late\":1,\"repeated\":1}";
  }

  private void count(String text, DeviceState state) {
    totals.count(
        new ForwardedStatus(
            Device.of(1, 1, "driving", "", 0), state, 1, Payload.ofText(text), Optional.empty()));
  }
}
