package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Watches how long this machine keeps its processes waiting for a processor, so that its pauses are
 * not taken for the gateway's: as Linux counts it, and without that by being late itself.
 */
final class MachineStalls implements AutoCloseable {

  private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
  private static final String TOTAL = "total=";
  private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int MAX_SAMPLES = 20_000;

  /** How long processes had waited in all by then, in nanoseconds. */
  private record Sample(long at, long waited) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private final boolean counted = Files.isReadable(PRESSURE);
  private final long start = System.nanoTime();
  private final long waitedBefore;
  private final Thread thread;
  private long late;
  private volatile boolean closed;

  MachineStalls() {
    sample(start);
    waitedBefore = samples.peekFirst().waited;
    thread = Threads.start("stalls", this::watch);
  }

  private void watch() {
    long last = System.nanoTime();
    while (!closed) {
      try {
        TimeUnit.NANOSECONDS.sleep(BEAT);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      late += Math.max(0, now - last - 2 * BEAT);
      sample(now);
      last = now;
    }
  }

  private synchronized void sample(long now) {
    samples.addLast(new Sample(now, counted ? pressure() : late));
    if (samples.size() > MAX_SAMPLES) {
      samples.removeFirst();
    }
  }

  private long pressure() {
    try {
      String some = Files.readAllLines(PRESSURE).get(0);
      long micros = Long.parseLong(some.substring(some.indexOf(TOTAL) + TOTAL.length()));
      return TimeUnit.MICROSECONDS.toNanos(micros);
    } catch (IOException e) {
      return samples.isEmpty() ? 0 : samples.peekLast().waited;
    }
  }

  /** Returns for how many nanoseconds since then some process had to wait. */
  synchronized long since(long from) {
    sample(System.nanoTime());
    long before = samples.peekFirst().waited;
    for (Sample sample : samples) {
      if (sample.at - from > 0) {
        break;
      }
      before = sample.waited;
    }
    return samples.peekLast().waited - before;
  }

  /** Returns the share of the whole time in which some process had to wait, 0 to 1. */
  synchronized double share() {
    Sample newest = samples.peekLast();
    return (double) (newest.waited - waitedBefore) / Math.max(1, newest.at - start);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
