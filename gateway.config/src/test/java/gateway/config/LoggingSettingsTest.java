package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Hashtable;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LoggingSettingsTest {

  private final Hashtable<String, Object> properties = new Hashtable<>();

  private Document parse(Map<String, String> changed) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new InputSource(new StringReader(LoggingSettings.of(properties, changed).toLogback())));
  }

  private static String level(Document xml, String logger) {
    for (int i = 0; i < xml.getElementsByTagName("logger").getLength(); i++) {
      Element element = (Element) xml.getElementsByTagName("logger").item(i);
      if (element.getAttribute("name").equals(logger)) {
        return element.getAttribute("level");
      }
    }
    return "none";
  }

  @Test
  void consoleAndFileAppendAtTheirLevels() throws Exception {
    properties.put("console-level", "WARN");
    properties.put("file", "/var/l&g/100%/gateway.log");
    properties.put("file-count", 7);
    Document xml = parse(Map.of());
    assertEquals(4, xml.getElementsByTagName("appender").getLength());
    assertEquals("WARN", xml.getElementsByTagName("level").item(0).getTextContent());
    assertEquals(
        "/var/l&g/100%/gateway.log", xml.getElementsByTagName("file").item(0).getTextContent());
    assertEquals(
        "/var/l&g/100%%/gateway.%i.log",
        xml.getElementsByTagName("fileNamePattern").item(0).getTextContent());
    assertEquals("7", xml.getElementsByTagName("maxIndex").item(0).getTextContent());
  }

  @Test
  void nobodyWaitsForTheDiskOfTheLogFile() throws Exception {
    properties.put("file", "/var/gateway.log");
    Element root = (Element) parse(Map.of()).getElementsByTagName("root").item(0);
    NodeList appenders = root.getElementsByTagName("appender-ref");
    for (int i = 0; i < appenders.getLength(); i++) {
      assertNotEquals("file", ((Element) appenders.item(i)).getAttribute("ref"));
    }
    assertEquals(3, appenders.getLength());
  }

  @Test
  void aConsoleThatIsNotUsedHasNoAppender() throws Exception {
    properties.put("console-level", "OFF");
    assertEquals(1, parse(Map.of()).getElementsByTagName("appender").getLength());
  }

  @Test
  void levelsAreOfLoggersOrOfWhatLinesBeginWith() throws Exception {
    properties.put("levels", new String[] {"gateway.external=DEBUG", "Module 1=TRACE"});
    Document xml = parse(Map.of("gateway", "ERROR", "Device 1/0/<a>", "TRACE"));
    assertEquals("DEBUG", level(xml, "gateway.external"));
    assertEquals("ERROR", level(xml, "gateway"));
    assertEquals("INFO", level(xml, "modules"));
    assertEquals(2, xml.getElementsByTagName("subject").getLength());
    assertEquals("Device 1/0/<a>", xml.getElementsByTagName("subject").item(0).getTextContent());
  }

  @Test
  void jsonOnRequest() throws Exception {
    properties.put("format", "json");
    assertTrue(
        LoggingSettings.of(properties, Map.of()).toLogback().contains("encoder.JsonEncoder"));
    properties.remove("format");
    assertFalse(LoggingSettings.of(properties, Map.of()).toLogback().contains("JsonEncoder"));
  }
}
