package gateway.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a log file, whose disk may be slow or hang: whoever logs never waits for it. Lines
 * that find no room are counted, which is said when there is room again.
 */
public final class LogQueue extends AsyncAppender {

  static final int MAX_LINES = 1000;

  private static final int MAX_WAITING_LENGTH = 16 * 1024;
  private static final int STOP_MILLIS = 500;

  private final AtomicLong dropped = new AtomicLong();

  /** Makes one; logback calls this. */
  public LogQueue() {
    setQueueSize(MAX_LINES);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    setMaxFlushTime(STOP_MILLIS);
  }

  @Override
  protected void append(ILoggingEvent line) {
    int room = getRemainingCapacity();
    boolean large = line.getFormattedMessage().length() > MAX_WAITING_LENGTH;
    if (room < (large ? MAX_LINES / 2 : 2)) {
      dropped.incrementAndGet();
      return;
    }
    if (room > MAX_LINES / 2) {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        super.append(note(lost));
      }
    }
    super.append(line);
  }

  private ILoggingEvent note(long lost) {
    Logger logger = ((LoggerContext) getContext()).getLogger("gateway.logging");
    String text = lost + " lines are missing here: the disk of the log file was too slow";
    return new LoggingEvent(LogQueue.class.getName(), logger, Level.WARN, text, null, null);
  }
}
