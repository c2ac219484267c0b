package gateway.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log costs whoever logs neither time nor disk. */
class QuietLogTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("gateway.internalserver.DeviceConnection");

  QuietLogTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getLogger("ROOT").setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  /** A disk that takes a line only when it is told to. */
  private static final class Disk extends AppenderBase<ILoggingEvent> {
    final Semaphore turns = new Semaphore(0);
    final Semaphore written = new Semaphore(0);
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent line) {
      turns.acquireUninterruptibly();
      lines.add(line.getFormattedMessage());
      written.release();
    }
  }

  @Test
  void whoeverLogsDoesNotWaitForTheDisk() throws Exception {
    Disk disk = new Disk();
    disk.setContext(context);
    disk.start();
    LogQueue queue = new LogQueue();
    queue.setContext(context);
    queue.addAppender(disk);
    queue.start();
    context.getLogger("ROOT").addAppender(queue);
    int count = 10 * LogQueue.MAX_LINES;
    for (int i = 0; i < count; i++) {
      logger.info("line {}", i); // would never return
    }
    disk.turns.release(1_000_000);
    while (queue.getNumberOfElementsInQueue() > 0) {
      assertTrue(disk.written.tryAcquire(30, TimeUnit.SECONDS));
    }
    logger.info("again");
    while (!disk.lines.contains("again")) {
      assertTrue(disk.written.tryAcquire(30, TimeUnit.SECONDS));
    }
    int kept = disk.lines.size() - 2;
    // as many again may have left the queue together, for the writer that waits
    assertTrue(kept <= 2 * LogQueue.MAX_LINES, "kept " + kept);
    assertEquals(
        List.of(
            count - kept + " lines are missing here: the disk of the log file was too slow",
            "again"),
        disk.lines.subList(kept, kept + 2));
  }

  @Test
  void aLogFileIsOpenedByItsWriterOnly(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("gateway.log");
    LogFile file = new LogFile();
    file.setContext(context);
    file.setFile(path.toString());
    FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
    older.setContext(context);
    older.setParent(file);
    older.setFileNamePattern(folder.resolve("gateway.%i.log").toString());
    older.start();
    file.setRollingPolicy(older);
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(1 << 20));
    size.start();
    file.setTriggeringPolicy(size);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    file.setEncoder(encoder);
    file.start();
    assertFalse(Files.exists(path));
    context.getLogger("ROOT").addAppender(file);
    logger.info("first");
    logger.info("second");
    assertEquals(List.of("first", "second"), Files.readAllLines(path));
  }

  @Test
  void aStackTraceThatRepeatsIsWrittenOnceAMinute() {
    AtomicLong clock = new AtomicLong();
    context.addTurboFilter(new RepeatedTraces(clock::get));
    ListAppender<ILoggingEvent> written = new ListAppender<>();
    written.setContext(context);
    written.start();
    context.getLogger("ROOT").addAppender(written);
    for (int second = 0; second < 120; second++) {
      clock.set(TimeUnit.SECONDS.toNanos(second));
      logger.warn("Accept failed", new IOException("Too many open files"));
      logger.debug("Not written", new IOException("not enabled"));
    }
    assertEquals(2, written.list.size());
    logger.warn("Accept failed", new IOException("another reason"));
    logger.warn("Accept failed: Too many open files");
    assertEquals(4, written.list.size());
  }
}
