package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.FakeStages;
import gateway.external.base.Setup;
import gateway.external.store.MeasuredDisk;
import gateway.external.undelivered.FakeDisk;
import gateway.external.undelivered.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * A long time without a cloud, virtually: 100 devices send a status of 150 bytes a second, out of
 * phase; 80 count presses of a button, 20 are missions with a stop every ten minutes. Prints what
 * the store holds and what gets written. The system property {@code outage.minutes} makes it
 * longer.
 */
class LongOutageTest {

  private static final int DEVICES = 100;
  private static final int SECONDS_OF_A_ROW = 600;
  private static final int SECONDS_OF_A_STOP = 600;

  /** What a build has time for. */
  private static final int MINUTES = Integer.getInteger("outage.minutes", 10);

  private final MeasuredDisk disk = new MeasuredDisk();
  private final Bench bench = new Bench(new Setup().settings(), disk::open, new Modules());

  /** Folds to the newest number, how many there were, and the stops of missions. */
  private static final class Modules extends FakeStages {
    @Override
    public CompletableFuture<Folded> foldErrors(
        DeviceKey device, Optional<Payload> error, List<StatusReport> reports, IntPredicate fits) {
      List<Payload> statuses = oneBehind(reports);
      String before = error.map(Payload::toText).orElse("0 0");
      int space = before.indexOf(' ');
      int rest = before.indexOf(' ', space + 1);
      long count = Long.parseLong(before.substring(0, space)) + statuses.size();
      long newest = Long.parseLong(before.substring(space + 1, rest < 0 ? before.length() : rest));
      StringBuilder stops = new StringBuilder(rest < 0 ? "" : before.substring(rest));
      for (Payload status : statuses) {
        String text = status.toText();
        long next = Long.parseLong(text.substring(0, text.indexOf(' ')));
        assertEquals(newest + 1, next, "in order, and each once");
        newest = next;
        if (text.contains("mission") && newest % SECONDS_OF_A_STOP == 0) {
          stops.append(" {\"finished\":\"stop ").append(newest).append("\"}");
        }
      }
      return CompletableFuture.completedFuture(
          new Folded(Optional.of(Payload.ofText(count + " " + newest + stops)), 0, 0, 0));
    }
  }

  private static String role(int device) {
    return (device % 5 == 0 ? "mission" : "button") + device;
  }

  private static String status(int device, int second) {
    return String.format(
        Locale.ROOT,
        "%d {\"of\":\"%s\",\"speed\":%.4f,\"fuel\":%.4f,\"position\":{\"latitude\":%.7f,"
            + "\"longitude\":%.7f},\"state\":\"DRIVE\"}",
        second,
        role(device),
        Math.abs(20 * Math.sin(device + second / 60.0)),
        1 - second / 1e6,
        49 + Math.sin(device + second / 5e3),
        16 + Math.cos(device + second / 5e3));
  }

  @Test
  void itTakesNoMoreTheLongerItLasts() {
    bench.links.reachable = false;
    System.out.println(
        "minute  store kB  handed over kB  kB/s  in pages MB  kB/s  undelivered  memory kB");
    long memoryBefore = memory();
    long largest = 0;
    long bytes = 0;
    long pages = 0;
    int rows = MINUTES * 60 / SECONDS_OF_A_ROW;
    for (int row = 1; row <= rows; row++) {
      outage((row - 1) * SECONDS_OF_A_ROW + 1, row * SECONDS_OF_A_ROW);
      bench.links.opened.clear(); // every attempt would stay in memory
      largest = Math.max(largest, disk.size());
      System.out.printf(
          Locale.ROOT,
          "%6d %9d %15d %5.1f %12d %5.1f %12d %10d%n",
          row * SECONDS_OF_A_ROW / 60,
          disk.size() / 1000,
          disk.bytesWritten() / 1000,
          (disk.bytesWritten() - bytes) / 1e3 / SECONDS_OF_A_ROW,
          disk.bytesInPages() / 1_000_000,
          (disk.bytesInPages() - pages) / 1e3 / SECONDS_OF_A_ROW,
          bench.endpoint.snapshot().load().undelivered(),
          (memory() - disk.memory() - memoryBefore) / 1000);
      bytes = disk.bytesWritten();
      pages = disk.bytesInPages();
    }
    assertEquals(0, bench.endpoint.snapshot().counters().lost());
    assertTrue(largest < 16 << 20, largest + " bytes");
    assertTrue(disk.bytesWritten() < 20_000L * rows * SECONDS_OF_A_ROW, "20 kB/s");
    everythingIsFoundAfterAKill(rows * SECONDS_OF_A_ROW);
  }

  private void outage(int from, int to) {
    for (int second = from; second <= to; second++) {
      for (int device = 0; device < DEVICES; device++) {
        bench.advance(1000 / DEVICES);
        bench.status(role(device), status(device, second));
      }
    }
  }

  private void everythingIsFoundAfterAKill(int last) {
    bench.advance(1000);
    Store found =
        new Store(disk::open, "disk", Integer.MAX_VALUE, bench.time, bench.time::nanoTime);
    found.open();
    Map<String, String> errors = FakeDisk.storedErrors(found, "co/v1/e", bench.time::runDue);
    assertEquals(DEVICES, errors.size());
    String folded = (last - 1) + " " + (last - 1) + " ";
    errors.values().forEach(e -> assertTrue((e + " ").startsWith(folded), e));
  }

  private static long memory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
