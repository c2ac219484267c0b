package gateway.distribution;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process that cannot serve any more, so that whatever supervises it starts it again: when
 * the heap is used up, or a thread ends that others depend on. Needs no memory for that, and nobody
 * who reads what it writes.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {

  /** The exit status, which no ordinary end has. */
  static final int STATUS = 3;

  /** This part of the heap in use after a collection is all of it: the collector has no rest. */
  private static final double FULL = 0.97;

  private static final int MAX_FULL_LOOKS = 10;
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
  private static final long WRITING = TimeUnit.MILLISECONDS.toNanos(500);

  private static final byte[] NO_HEAP =
      line(
          "no memory is left (-Xmx"
              + Runtime.getRuntime().maxMemory() / 1024 / 1024
              + "m; GATEWAY_JAVA_OPTS=-Xmx... changes it)");

  private static final byte[] LOOP = line("a thread that serves others has failed");

  private final FileOutputStream err;
  private final IntConsumer halt;
  private final MemoryPoolMXBean[] heap;
  private final Thread thread = new Thread(this::watch, "last-resort");

  /** When the process ends whatever happens, in nanoseconds; 0 for never. */
  private volatile long endBy;

  private volatile int status = STATUS;
  private int fullLooks;

  LastResort() {
    this(new FileOutputStream(FileDescriptor.err), status -> Runtime.getRuntime().halt(status));
  }

  LastResort(FileOutputStream err, IntConsumer halt) {
    this.err = err;
    this.halt = halt;
    heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isValid())
            .toArray(MemoryPoolMXBean[]::new);
    thread.setDaemon(true);
  }

  private static byte[] line(String why) {
    String line = "Gateway ends with status " + STATUS + ": " + why + System.lineSeparator();
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** Is told of every thread that ends of what it threw, and of fatal failures. */
  void start() {
    thread.start();
    Thread.setDefaultUncaughtExceptionHandler(this);
  }

  /** Lets the process end within this time, with status 1 if nothing else ends it. */
  void endWithin(long millis) {
    status = 1;
    endBy = nanosFromNow(TimeUnit.MILLISECONDS.toNanos(millis));
    LockSupport.unpark(thread);
  }

  private static long nanosFromNow(long nanos) {
    long at = System.nanoTime() + nanos;
    return at == 0 ? 1 : at;
  }

  @Override
  public void uncaughtException(Thread ended, Throwable failure) {
    if (failure instanceof OutOfMemoryError && isHeap(failure.getMessage())) {
      end(NO_HEAP, null);
    } else if (failure instanceof InternalError) {
      end(LOOP, failure);
    } else {
      System.err.print("Exception in thread \"" + ended.getName() + "\" " + trace(failure));
    }
  }

  /** As {@code gateway.api.stage.FatalFailures} has it, whose class here is another one. */
  private static boolean isHeap(@Nullable String message) {
    return message == null
        || message.equals("Java heap space")
        || message.startsWith("GC overhead limit exceeded");
  }

  private void end(byte[] line, @Nullable Throwable cause) {
    status = STATUS;
    endBy = nanosFromNow(WRITING);
    LockSupport.unpark(thread);
    try {
      err.write(line);
      if (cause != null) {
        err.write(trace(cause).getBytes(StandardCharsets.UTF_8)); // the process ends at once
      }
    } catch (IOException | RuntimeException | Error e) {
      halt.accept(STATUS); // whoever wanted to know why cannot be told
    }
    halt.accept(STATUS);
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private void watch() {
    while (true) {
      long by = endBy;
      long left = by == 0 ? LOOK : by - System.nanoTime();
      if (left <= 0) {
        halt.accept(status);
        return;
      }
      LockSupport.parkNanos(this, left);
      if (by == 0) {
        look();
      }
    }
  }

  /** Errors that others catch show here all the same. */
  private void look() {
    try {
      long used = 0;
      for (MemoryPoolMXBean pool : heap) {
        MemoryUsage afterCollection = pool.getCollectionUsage();
        used += afterCollection == null ? 0 : afterCollection.getUsed();
      }
      fullLooks = isFull(used) ? fullLooks + 1 : 0;
      if (fullLooks >= MAX_FULL_LOOKS) {
        end(NO_HEAP, null);
      }
    } catch (OutOfMemoryError e) {
      uncaughtException(thread, e);
    }
  }

  private static boolean isFull(long used) {
    return used > FULL * Runtime.getRuntime().maxMemory();
  }
}
