package gateway.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Marker;

/**
 * Lets a stack trace pass once a minute: the same one a second, for as long as the system has no
 * file descriptor or no thread, says nothing new and fills the disk.
 */
public final class RepeatedTraces extends TurboFilter {

  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_KNOWN = 100;

  private final LongSupplier nanoTime;

  /** When each was let pass, by what it is. */
  private final Map<String, Long> passed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /** Makes one; logback calls this. */
  public RepeatedTraces() {
    this(System::nanoTime);
  }

  RepeatedTraces(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level asked, String line, Object[] params, Throwable thrown) {
    if (thrown == null || line == null || !asked.isGreaterOrEqual(logger.getEffectiveLevel())) {
      return FilterReply.NEUTRAL;
    }
    return isNew(logger.getName() + ' ' + line + ' ' + thrown)
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }

  private synchronized boolean isNew(String what) {
    long now = nanoTime.getAsLong();
    Long last = passed.get(what);
    if (last != null && now - last < PERIOD) {
      return false;
    }
    passed.remove(what);
    passed.put(what, now);
    return true;
  }
}
