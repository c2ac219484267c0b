package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LoggingSettingsTest {

  private static Document parse(LoggingSettings settings) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(settings.toLogback())));
  }

  @Test
  void consoleAndFileAppendAtTheirLevels() throws Exception {
    LoggingSettings settings =
        new LoggingSettings(
            Optional.of("WARN"), Optional.of("DEBUG"), Optional.of(Path.of("/var/l&g")));
    Document xml = parse(settings);
    assertEquals(2, xml.getElementsByTagName("appender").getLength());
    assertEquals("WARN", xml.getElementsByTagName("level").item(0).getTextContent());
    assertEquals("/var/l&g/gateway.log", xml.getElementsByTagName("file").item(0).getTextContent());
  }

  @Test
  void aConsoleThatIsNotUsedHasNoAppender() throws Exception {
    LoggingSettings settings =
        new LoggingSettings(Optional.of("OFF"), Optional.empty(), Optional.empty());
    assertEquals(0, parse(settings).getElementsByTagName("appender").getLength());
    assertFalse(settings.isEmpty());
    assertTrue(LoggingSettings.NONE.isEmpty());
  }
}
