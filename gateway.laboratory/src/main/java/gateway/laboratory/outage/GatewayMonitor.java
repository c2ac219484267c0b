package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Samples what the gateway writes, and how large its store is. */
final class GatewayMonitor implements AutoCloseable {

  private static final long PERIOD = 100;
  private static final String WRITTEN = "write_bytes: ";

  private final GatewayProcess gateway;
  private final Thread thread;
  private int run;
  private long base;
  private long last;
  private long written;
  private long largest;
  private volatile boolean closed;

  GatewayMonitor(GatewayProcess gateway) {
    this.gateway = gateway;
    thread = Threads.start("gateway-monitor", this::watch);
  }

  private void watch() {
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(PERIOD);
        sample();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void sample() {
    largest = Math.max(largest, storeSize());
    int current = gateway.generation();
    OptionalLong now = bytesWritten();
    if (now.isEmpty() || !gateway.isServing(current)) {
      return;
    }
    boolean anotherProcess = current != run || now.getAsLong() < last;
    if (anotherProcess) {
      run = current;
      written += last - base;
      base = now.getAsLong();
    }
    last = now.getAsLong();
  }

  /** The store may be moved or replaced while it is looked at. */
  private long storeSize() {
    try {
      return StoreFiles.in(gateway.data()).size();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The process may end while it is looked at. */
  private OptionalLong bytesWritten() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(gateway.pid()), "io")).stream()
          .filter(line -> line.startsWith(WRITTEN))
          .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns how many bytes the gateway has written to its disk while it served. */
  synchronized long written() {
    return written + last - base;
  }

  /** Returns the largest size of the store that was seen. */
  synchronized long largestStore() {
    return largest;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
