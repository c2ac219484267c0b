package gateway.testkit;

import gateway.api.device.DeviceTypes;
import gateway.api.module.FleetModule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A component description as bnd writes it and the gateway reads it. */
final class ComponentDescription {

  private final String className;
  private final Document xml;

  private ComponentDescription(String className, Document xml) {
    this.className = className;
    this.xml = xml;
  }

  /**
   * Finds the description of a class in its bundle.
   *
   * @throws IllegalStateException if there is none
   */
  static ComponentDescription of(Class<?> type) {
    for (String url : BuiltBundle.of(type).components()) {
      ComponentDescription found = new ComponentDescription(type.getName(), parse(url));
      if (found.isFor(type)) {
        return found;
      }
    }
    throw new IllegalStateException(
        type.getName()
            + " is not a component, the gateway would never find it: annotate the class with"
            + " @Component and @ModuleProperties, and build with Maven (bnd-maven-plugin)");
  }

  private static Document parse(String url) {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    try (InputStream in = URI.create(url).toURL().openStream()) {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(in);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException(url + " cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean isFor(Class<?> type) {
    return elements("implementation")
        .anyMatch(implementation -> implementation.getAttribute("class").equals(type.getName()));
  }

  private Stream<Element> elements(String name) {
    NodeList nodes = xml.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }

  ModuleDescription toModule() {
    String service = FleetModule.class.getName();
    if (elements("provide").noneMatch(e -> e.getAttribute("interface").equals(service))) {
      throw new IllegalStateException(
          "component "
              + className
              + " does not offer "
              + service
              + ", the gateway would never find it: write @Component(service = FleetModule.class)");
    }
    return new ModuleDescription(
        number(required("module.number")),
        types(required("module.deviceTypes")),
        property("module.firstStatusGeneratesCommand").map(Boolean::parseBoolean).orElse(true),
        property("module.pushCommands").map(Boolean::parseBoolean).orElse(false));
  }

  private String required(String name) {
    return property(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "component "
                        + className
                        + " has no property "
                        + name
                        + ": annotate the class with @ModuleProperties"));
  }

  /** Several values stand in the element's text, one a line. */
  private Optional<String> property(String name) {
    return elements("property")
        .filter(e -> e.getAttribute("name").equals(name))
        .map(e -> e.hasAttribute("value") ? e.getAttribute("value") : e.getTextContent())
        .findFirst();
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value.trim());
    } catch (NumberFormatException e) {
      throw new IllegalStateException("module.number must be a number, not " + value, e);
    }
  }

  private static DeviceTypes types(String value) {
    try {
      return DeviceTypes.parse(value.lines().filter(line -> !line.isBlank()).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("module.deviceTypes: " + e.getMessage(), e);
    }
  }
}
