package gateway.console;

import java.util.Map;
import org.ops4j.pax.logging.spi.PaxLevel;
import org.ops4j.pax.logging.spi.PaxLocationInfo;
import org.ops4j.pax.logging.spi.PaxLoggingEvent;

/** A line as it comes from the log. */
record WrittenLine(String getLoggerName, String marker, String getRenderedMessage)
    implements PaxLoggingEvent {

  @Override
  public Map<String, Object> getProperties() {
    return marker.isEmpty() ? Map.of() : Map.of("marker", marker);
  }

  @Override
  public long getTimeStamp() {
    return 1;
  }

  @Override
  public PaxLevel getLevel() {
    return new PaxLevel() {
      @Override
      public boolean isGreaterOrEqual(PaxLevel other) {
        return true;
      }

      @Override
      public int getSyslogEquivalent() {
        return 0;
      }

      @Override
      public org.osgi.service.log.LogLevel toLevel() {
        return org.osgi.service.log.LogLevel.INFO;
      }

      @Override
      public String toString() {
        return "INFO";
      }
    };
  }

  @Override
  public PaxLocationInfo getLocationInformation() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getFQNOfLoggerClass() {
    return "";
  }

  @Override
  public String getMessage() {
    return getRenderedMessage;
  }

  @Override
  public String getThreadName() {
    return "";
  }

  @Override
  public String[] getThrowableStrRep() {
    return new String[0];
  }

  @Override
  public boolean locationInformationExists() {
    return false;
  }
}
