package gateway.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;

/** A log file that is opened by whoever writes the first line, because a disk may hang. */
public final class LogFile extends RollingFileAppender<ILoggingEvent> {

  private boolean opened;

  @Override
  public void start() {
    started = true;
  }

  @Override
  protected void append(ILoggingEvent line) {
    if (!opened) {
      opened = true;
      started = false;
      super.start();
    }
    super.append(line);
  }
}
