package gateway.api.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a module may import, and what is said about the rest. */
class ModuleImportsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway.api.module",
        "gateway.api.device",
        "gateway.json",
        "java.util.function",
        "javax.script",
        "javax.xml.parsers",
        "org.osgi.framework",
        "org.osgi.service.component",
        "org.slf4j",
        "org.slf4j.spi",
        "org.w3c.dom",
        "org.xml.sax.helpers",
      })
  void offers(String packageName) {
    assertTrue(ModuleImports.offers(packageName));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "ch.qos.logback.classic",
        "com.fasterxml.jackson.core",
        "com.google.protobuf",
        "gateway.api.stage",
        "gateway.api.view",
        "gateway.mqtt",
        "gateway.protocol",
        "gatewayjson",
        "io.netty.buffer",
        "jakarta.servlet",
        "javassist",
        "javax.servlet",
        "org.osgi.framework.wiring",
        "org.osgi.service.cm",
        "org.slf4jx",
      })
  void doesNotOffer(String packageName) {
    assertFalse(ModuleImports.offers(packageName));
  }

  /** Servlets are javax.* too, and are not the JDK's. */
  @Test
  void offersAllThatTheJdkHasOfJavax() {
    ModuleLayer.boot().modules().stream()
        .flatMap(module -> module.getDescriptor().exports().stream())
        .filter(exports -> !exports.isQualified() && exports.source().startsWith("javax."))
        .forEach(exports -> assertTrue(ModuleImports.offers(exports.source()), exports::toString));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gateway.api.module;version=\"[1.0,2)\",org.slf4j;gateway.json;version=1",
        "org.acme;resolution:=optional",
        "org.acme;version=\"[1,2)\";resolution:=\"optional\",java.util",
      })
  void findsNoFault(String header) {
    assertEquals(Optional.empty(), ModuleImports.fault(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.util,org.acme.geo;version=\"[1,2)\";uses:=\"a,b\"|imports org.acme.geo, which a"
            + " gateway does not offer to modules; embed the library, with a line in bnd.bnd:"
            + " -conditionalpackage: org.acme.geo.*",
        "org.acme,gateway.api.stage;resolution:=optional|imports gateway.api.stage, which is for"
            + " the gateway alone; a module imports gateway.api.module, gateway.api.device and"
            + " gateway.json",
      })
  void saysWhatIsWrongAndWhatToDo(String header, String fault) {
    assertEquals(Optional.of(fault), ModuleImports.fault(header));
  }
}
