package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices may come and go under ever new roles: a session that goes on must not remember them. */
class ForgottenDevicesTest {

  private final Bench bench = Bench.connected("stays");
  private int counter = 1;

  /** Answers late enough that what is not answered goes to the disk, or at once. */
  @ParameterizedTest
  @ValueSource(ints = {0, 250})
  void aDeviceThatHasLeftIsForgottenWhenNothingOfItIsLeft(int delay) {
    for (int i = 0; i < 20; i++) {
      bench.status("d" + i, "s");
      answer("CONNECTING d" + i + " s", delay);
      bench.leave("d" + i, "t");
      answer("DISCONNECT d" + i + " t", delay);
    }
    bench.advance(1000);
    assertEquals(1, bench.endpoint.devices.size());
    assertTrue(bench.disk.storedRoles().isEmpty(), bench.disk.storedRoles().toString());
  }

  private void answer(String expected, int delay) {
    counter++;
    assertEquals(counter + " " + expected, bench.next());
    bench.advance(delay);
    bench.ack(counter);
  }

  /** What is not answered belongs to the device that comes back under the same key. */
  @ParameterizedTest
  @ValueSource(ints = {0, 250})
  void aDeviceIsRememberedWhileItsLastStatusIsNotAnswered(int delay) {
    bench.status("d", "1");
    answer("CONNECTING d 1", 0);
    bench.leave("d", "2");
    assertEquals("3 DISCONNECT d 2", bench.next());
    bench.advance(delay);
    bench.status("d", "3");
    assertEquals("4 CONNECTING d 3", bench.next());
    bench.link().listener.lost("cut");
    bench.advance(1000);
    assertEquals("Connect d,stays", bench.next());
    bench.connectResponse();
    assertEquals(List.of("1 CONNECTING d 3 error 2"), bench.all());
  }
}
