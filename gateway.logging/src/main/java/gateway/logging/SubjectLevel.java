package gateway.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/**
 * A level for the lines about one device, module or endpoint, independent of the level of their
 * loggers. The subject of a line is at its beginning, for instance {@code Device 1/0/driving}.
 *
 * <p>Code asks first whether a level is on, without saying for which line: for our loggers that is
 * answered with yes down to this level, and the line itself is judged afterwards.
 */
public final class SubjectLevel extends TurboFilter {

  private static final String OURS = "gateway.";

  private String subject = "";
  private Level level = Level.INFO;

  /** Sets the words that the lines begin with. */
  public void setSubject(String words) {
    subject = words;
  }

  /** Sets the lowest level of the lines that are written. */
  public void setLevel(String name) {
    level = Level.toLevel(name);
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level asked, String line, Object[] params, Throwable thrown) {
    if (!logger.getName().startsWith(OURS)) {
      return FilterReply.NEUTRAL;
    }
    boolean on = asked.isGreaterOrEqual(level);
    if (line == null) {
      return on ? FilterReply.ACCEPT : FilterReply.NEUTRAL;
    }
    if (!isAbout(line)) {
      return FilterReply.NEUTRAL;
    }
    return on ? FilterReply.ACCEPT : FilterReply.DENY;
  }

  private boolean isAbout(String line) {
    int end = subject.length();
    return line.startsWith(subject)
        && (line.length() == end || line.charAt(end) == ' ' || line.charAt(end) == ':');
  }
}
