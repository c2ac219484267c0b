package gateway.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.BasicMarkerFactory;

class LogTest {

  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger logger = context.getLogger("gateway.internalserver.DeviceConnection");

  LogTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    written.setContext(context);
    written.start();
    context.getLogger("ROOT").addAppender(written);
    context.getLogger("ROOT").setLevel(Level.INFO);
  }

  private void level(String subject, String level) {
    SubjectLevel filter = new SubjectLevel();
    filter.setSubject(subject);
    filter.setLevel(level);
    filter.start();
    context.addTurboFilter(filter);
  }

  @Test
  void theMarkerOfALineIsAmongItsProperties() {
    logger.info(new BasicMarkerFactory().getMarker("device-connected"), "Device 1/0/a connected");
    logger.info("nothing special");
    assertEquals(
        "device-connected",
        new LogTap.Line(written.list.get(0)).getProperties().get(LogTap.MARKER));
    assertEquals(
        "Device 1/0/a connected", new LogTap.Line(written.list.get(0)).getRenderedMessage());
    assertNull(new LogTap.Line(written.list.get(1)).getProperties().get(LogTap.MARKER));
  }

  @Test
  void theLinesAboutASubjectHaveALevelOfTheirOwn() {
    level("Device 1/0/a", "TRACE");
    assertTrue(logger.isTraceEnabled());
    logger.trace("Device 1/0/a (priority 0) sent 3 bytes");
    logger.trace("Device 1/0/ab (priority 0) sent 3 bytes");
    logger.debug("something else");
    logger.info("Device 1/0/ab (priority 0) connected");
    assertEquals(2, written.list.size());
    assertFalse(context.getLogger("org.example").isDebugEnabled());
  }

  @Test
  void aNoisySubjectCanBeMadeQuiet() {
    level("Endpoint cloud", "ERROR");
    level("Module 1", "DEBUG");
    logger.warn("Endpoint cloud: not connected");
    logger.warn("Endpoint cloud2: not connected");
    logger.debug("Module 1 modules.mission 1.0.0 has a thought");
    assertEquals(2, written.list.size());
  }
}
