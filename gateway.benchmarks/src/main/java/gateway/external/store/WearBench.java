package gateway.external.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Prints what a {@link LogEngine} writes when 100 devices send a status a second, not in phase,
 * while the cloud is away, and how long it takes to open a large store. Arguments: an empty folder
 * and the simulated seconds (300).
 */
final class WearBench {

  private static final int DEVICES = 100;

  private final Random random = new Random(1);
  private final Path folder;
  private final int seconds;

  private WearBench(Path folder, int seconds) {
    this.folder = folder;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws IOException {
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
    WearBench bench = new WearBench(Path.of(arguments[0]), seconds);
    System.out.printf(
        "%d devices, 1 status/s, %d s, a forced batch of %d every 100 ms; kB/s%n",
        DEVICES, seconds, DEVICES / 10);
    System.out.println(
        "status error  content    given   files   write_bytes  size kB  opened ms  batch ms");
    for (boolean text : new boolean[] {true, false}) {
      for (int error : new int[] {0, 200, 1024, 4096}) {
        bench.wear(error, text);
      }
    }
    bench.open(4096);
    bench.open(65_536);
  }

  private void wear(int errorBytes, boolean text) throws IOException {
    Path own = Files.createTempDirectory(folder, "wear");
    byte[][] errors = new byte[DEVICES][];
    for (int i = 0; i < DEVICES; i++) {
      errors[i] = errorBytes == 0 ? new byte[0] : error(errorBytes, text);
    }
    long given = 0;
    long io = writeBytes();
    long start = System.nanoTime();
    long bytes;
    long size;
    try (LogEngine engine = LogEngine.open(own)) {
      for (int batch = 0; batch < 10 * seconds; batch++) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          int device = batch % 10 * 10 + i;
          String key = "cloud/mission/autonomy/vehicle-" + device;
          byte[] status = text ? status(batch) : noise(150);
          changes.add(new Change(key + "/status", Optional.of(status)));
          given += status.length;
          if (errorBytes > 0) {
            errors[device] = changed(errors[device], text);
            changes.add(new Change(key + "/error", Optional.of(errors[device])));
            given += errors[device].length;
          }
        }
        engine.write(changes);
      }
      bytes = engine.bytesWritten();
      size = engine.size();
    }
    double perBatch = (System.nanoTime() - start) / 1e6 / (10 * seconds);
    long written = writeBytes() - io;
    start = System.nanoTime();
    LogEngine.open(own).close();
    System.out.printf(
        Locale.ROOT,
        "%6d %5d  %-7s %8.1f %7.1f %13.1f %8d %10.1f %9.2f%n",
        150,
        errorBytes,
        text ? "JSON" : "noise",
        given / 1e3 / seconds,
        bytes / 1e3 / seconds,
        written / 1e3 / seconds,
        size / 1000,
        (System.nanoTime() - start) / 1e6,
        perBatch);
  }

  private void open(int errorBytes) throws IOException {
    Path own = Files.createTempDirectory(folder, "open");
    long given = fill(own, errorBytes);
    long before = memory();
    long start = System.nanoTime();
    try (LogEngine engine = LogEngine.open(own)) {
      double opened = (System.nanoTime() - start) / 1e6;
      long held = memory() - before;
      start = System.nanoTime();
      engine.write(List.of(new Change("x", Optional.of(new byte[1]))));
      System.out.printf(
          Locale.ROOT,
          "1000 devices with errors of %d bytes: %d kB, opened in %.0f ms, all written again in"
              + " %.0f ms, %d kB on the disk, %d kB of memory%n",
          errorBytes,
          given / 1000,
          opened,
          (System.nanoTime() - start) / 1e6,
          engine.size() / 1000,
          held / 1000);
    }
  }

  private long fill(Path own, int errorBytes) throws IOException {
    long given = 0;
    try (LogEngine engine = LogEngine.open(own)) {
      for (int i = 0; i < 1000; i++) {
        byte[] status = status(i);
        byte[] error = error(errorBytes, true);
        given += status.length + error.length;
        engine.write(
            List.of(
                new Change("cloud/mission/autonomy/vehicle-" + i + "/status", Optional.of(status)),
                new Change("cloud/mission/autonomy/vehicle-" + i + "/error", Optional.of(error))));
      }
    }
    return given;
  }

  private byte[] status(int number) {
    return String.format(
            Locale.ROOT,
            "{\"timestamp\":%d,\"telemetry\":{\"speed\":%.4f,\"fuel\":%.4f,\"position\":{"
                + "\"latitude\":%.7f,\"longitude\":%.7f}},\"state\":\"DRIVE\",\"id\":%08d}",
            1_700_000_000_000L + number * 100L + random.nextInt(100),
            random.nextDouble() * 20,
            random.nextDouble(),
            49 + random.nextDouble(),
            16 + random.nextDouble(),
            random.nextInt(100_000_000))
        .getBytes(UTF_8);
  }

  private byte[] error(int length, boolean text) {
    if (!text) {
      return noise(length);
    }
    StringBuilder stops = new StringBuilder("{\"finishedStops\":[");
    while (stops.length() < length) {
      stops.append("{\"name\":\"stop ").append(random.nextInt(100_000)).append("\"},");
    }
    stops.setLength(length);
    return stops.toString().getBytes(UTF_8);
  }

  /** Three places of a text change, all of what is noise. */
  private byte[] changed(byte[] error, boolean text) {
    if (!text) {
      return noise(error.length);
    }
    byte[] result = error.clone();
    for (int i = 0; i < 3; i++) {
      byte[] news = Integer.toString(100_000 + random.nextInt(900_000)).getBytes(UTF_8);
      System.arraycopy(news, 0, result, random.nextInt(result.length - news.length), news.length);
    }
    return result;
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static long memory() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** What the system says that this process made dirty, in pages; 0 where it does not say. */
  private static long writeBytes() throws IOException {
    Path io = Path.of("/proc/self/io");
    if (!Files.exists(io)) {
      return 0;
    }
    return Files.readAllLines(io).stream()
        .filter(line -> line.startsWith("write_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring(12).strip()))
        .sum();
  }
}
