package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build server sees (PROTOCOL sections 6.3 and 6.4). */
class ConfigurationCheckTest {

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="external" name="external">
          <AD id="company" type="String"/>
          <AD id="vehicle" type="String" description="Name of the vehicle"/>
          <AD id="store-dir" type="String" default=""/>
          <AD id="window" type="Integer" default="10" min="1" max="20"/>
        </OCD>
        <OCD id="endpoint" name="endpoint">
          <AD id="host" type="String"/>
          <AD id="port" type="Integer" min="1" max="65535"/>
          <AD id="modules" type="String" cardinality="2147483647" default="*"/>
          <AD id="password" type="Password" default=""/>
        </OCD>
        <OCD id="handler" name="handler">
          <AD id="status-period" type="Integer" default="15000" min="1"/>
        </OCD>
        <OCD id="deployer" name="deployer">
          <AD id="dir" type="String"/>
          <AD id="data" type="String"/>
        </OCD>
        <OCD id="registry" name="registry">
          <AD id="data" type="String"/>
        </OCD>
        <Designate pid="gateway.external"><Object ocdref="external"/></Designate>
        <Designate pid="gateway.external.endpoint" factoryPid="gateway.external.endpoint">
          <Object ocdref="endpoint"/>
        </Designate>
        <Designate pid="gateway.handler"><Object ocdref="handler"/></Designate>
        <Designate pid="gateway.deployer"><Object ocdref="deployer"/></Designate>
        <Designate pid="gateway.registry"><Object ocdref="registry"/></Designate>
      </metatype:MetaData>
      """;

  private static final String SERVER =
      """
      {
        "company_name": "demo",
        "cars": {"car1": {"specific_modules": {"5": {"lib_path": "x"}}}, "car2": {}},
        "common_modules": {"1": {"lib_path": "x"}, "2": {"lib_path": "x"}},
        "external_communication": {
          "protocol": "MQTT", "server_address": "10.0.0.7", "server_port": 1883,
          "timeout_ms": 20000
        }
      }
      """;

  @TempDir private Path folder;

  private ConfigurationCheck check() throws Exception {
    ConfigurationCheck check = new ConfigurationCheck();
    check.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    return check;
  }

  private ConfigurationCheck.Report check(String json, Optional<String> server) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), json);
    Optional<Path> serverFile = Optional.empty();
    if (server.isPresent()) {
      serverFile = Optional.of(Files.writeString(folder.resolve("es.json"), server.get()));
    }
    Map<String, String> properties = Map.of("gateway.config", file.toString());
    return check().check(properties::get, Map.of(), serverFile);
  }

  private static String vehicle(String company, String vehicle, String host, String modules) {
    return """
    {
      "gateway.external": {"company": "%s", "vehicle": "%s"},
      "gateway.external.endpoint~cloud": {"host": "%s", "port": 1883, "modules": [%s]}
    }
    """
        .formatted(company, vehicle, host, modules);
  }

  private List<String> faults(String json) throws Exception {
    return check(json, Optional.of(SERVER)).faults().lines().skip(1).map(String::strip).toList();
  }

  @Test
  void whatFitsHasNoFault() throws Exception {
    ConfigurationCheck.Report report =
        check(vehicle("demo", "car1", "10.0.0.7", "1, 5"), Optional.of(SERVER));
    assertEquals("", report.faults());
    assertEquals(List.of(), report.warnings());
  }

  @Test
  void aClientIdThatABrokerMayRefuseForItsLengthIsSeen() throws Exception {
    String company = "a".repeat(18);
    assertEquals(
        List.of(), check(vehicle(company, "car1", "10.0.0.7", "1"), Optional.empty()).warnings());
    assertEquals(
        List.of(
            "the MQTT client id aaaaaaaaaaaaaaaaaa/car11 has 24 bytes: a broker may refuse more"
                + " than 23 (CONNACK 2); then allow longer ones there, or shorten company or"
                + " vehicle"),
        check(vehicle(company, "car11", "10.0.0.7", "1"), Optional.empty()).warnings());
  }

  @Test
  void everyFaultIsListedWithKeyAndRule() throws Exception {
    String faults = check(vehicle("Demo", "", "h", "\"x\""), Optional.empty()).faults();
    assertEquals(
        List.of(
            "gateway.external.company: must match ^[a-z0-9_]+$, is \"Demo\"",
            "gateway.external.vehicle: must match ^[a-z0-9_]+$, is \"\"",
            "gateway.external.endpoint~cloud.modules: must be module numbers from 0 to 4294967295"
                + " or \"*\", has \"x\""),
        faults.lines().skip(1).map(String::strip).toList());
    assertTrue(faults.startsWith("configuration " + folder.resolve("config.json")), faults);
  }

  @Test
  void whatTheCloudDoesNotKnowIsAFault() throws Exception {
    assertEquals(
        List.of("gateway.external.company: the External Server has company_name \"demo\""),
        faults(vehicle("other", "car1", "10.0.0.7", "1")));
    assertEquals(
        List.of("gateway.external.vehicle: is not one of the External Server's cars: [car1, car2]"),
        faults(vehicle("demo", "car3", "10.0.0.7", "1")));
    assertEquals(
        List.of(
            "gateway.external.endpoint~cloud.modules: the External Server refuses module 5, it"
                + " knows [1, 2]"),
        faults(vehicle("demo", "car2", "10.0.0.7", "1, 5")));
  }

  @Test
  void theStatusPeriodMustBeBelowTheServersTimeout() throws Exception {
    String json =
        vehicle("demo", "car1", "10.0.0.7", "1")
            .replaceFirst("\\{", "{\"gateway.handler\": {\"status-period\": 20000},");
    assertEquals(
        List.of(
            "gateway.handler.status-period: must be below the External Server's"
                + " external_communication.timeout_ms 20000, is 20000"),
        faults(json));
    String shorter = SERVER.replace("20000", "15000");
    String byDefault =
        check(vehicle("demo", "car1", "10.0.0.7", "1"), Optional.of(shorter)).faults();
    assertTrue(byDefault.contains("timeout_ms 15000, is 15000"), byDefault);
  }

  @Test
  void anotherBrokerAndAllModulesAreWarnings() throws Exception {
    ConfigurationCheck.Report report =
        check(vehicle("demo", "car1", "mqtt.example", "\"*\""), Optional.of(SERVER));
    assertEquals("", report.faults());
    assertEquals(
        List.of(
            "gateway.external.endpoint~cloud.host: is mqtt.example:1883, the External Server's"
                + " broker is 10.0.0.7:1883",
            "gateway.external.endpoint~cloud.modules: carries every module, the External Server"
                + " knows 1, 2, 5"),
        report.warnings());
  }

  @Test
  void onlyTheEndpointAtTheServersBrokerIsCompared() throws Exception {
    String json =
        vehicle("demo", "car1", "10.0.0.7", "1")
            .replaceFirst(
                "\\{",
                "{\"gateway.external.endpoint~b\": {\"host\": \"x\", \"port\": 1, \"modules\":"
                    + " [9]},");
    assertEquals(List.of(), faults(json));
  }

  @Test
  void aServerFileThatCannotBeReadIsAFault() throws Exception {
    String good = vehicle("demo", "car1", "10.0.0.7", "1");
    assertTrue(check(good, Optional.of("{")).faults().contains("es.json: line"));
    Files.delete(folder.resolve("es.json"));
    Map<String, String> properties = Map.of("gateway.config", folder + "/config.json");
    assertTrue(
        check()
            .check(properties::get, Map.of(), Optional.of(folder.resolve("es.json")))
            .faults()
            .contains("es.json: cannot be read"));
  }

  @Test
  void theJsonSchemaHoldsTheKeysOfTheNativeForm() throws Exception {
    Map<String, Object> schema = Json.parseObject(check().jsonSchema());
    Map<?, ?> form = (Map<?, ?>) ((Map<?, ?>) schema.get("definitions")).get("native");
    Map<?, ?> external = (Map<?, ?>) ((Map<?, ?>) form.get("properties")).get("gateway.external");
    Map<?, ?> keys = (Map<?, ?>) external.get("properties");
    assertEquals(
        Map.of("type", "integer", "minimum", 1L, "maximum", 20L, "description", "default: 10"),
        keys.get("window"));
    assertEquals(
        Map.of("type", "string", "description", "Name of the vehicle"), keys.get("vehicle"));
    Map<?, ?> endpoint =
        (Map<?, ?>)
            ((Map<?, ?>) form.get("patternProperties")).get("^gateway\\.external\\.endpoint~.+$");
    assertTrue(((Map<?, ?>) endpoint.get("properties")).containsKey("password-file"));
  }

  /** The resource that describes the other two forms knows no key that the reader does not. */
  @Test
  void theJsonSchemaKnowsTheKeysOfTheOtherForms() throws Exception {
    String production =
        """
        {
          "$schema": "x",
          "logging": {
            "console": {"use": true, "level": "INFO", "path": "x"},
            "file": {"use": false, "level": "INFO", "path": "x"}
          },
          "general-settings": {},
          "internal-server-settings": {"port": 8888},
          "module-paths": {},
          "module-binary-path": "",
          "external-connection": {
            "company": "demo", "vehicle-name": "car1",
            "endpoints": [{
              "protocol-type": "MQTT", "server-ip": "h", "port": 1883, "modules": [1],
              "mqtt-settings": {"ssl": false, "ca-file": "", "client-cert": "", "client-key": ""},
              "quic-settings": {}
            }]
          }
        }
        """;
    Map<String, Object> schema = Json.parseObject(check().jsonSchema());
    Map<?, ?> forms = (Map<?, ?>) schema.get("definitions");
    assertEquals(
        keys((Map<?, ?>) forms.get("production"), forms), paths("", Json.parseObject(production)));
    List<String> warnings = check(production, Optional.empty()).warnings();
    assertTrue(warnings.stream().noneMatch(line -> line.contains("known key")), "" + warnings);
  }

  private static Set<String> paths(String at, Object value) {
    Set<String> paths = new TreeSet<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            paths.add(at + key);
            paths.addAll(paths(at + key + '.', inner));
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> paths.addAll(paths(at, inner)));
    }
    return paths;
  }

  private static Set<String> keys(Map<?, ?> type, Map<?, ?> definitions) {
    Set<String> keys = new TreeSet<>();
    Map<?, ?> resolved = type;
    if (type.get("$ref") instanceof String name) {
      resolved = (Map<?, ?>) definitions.get(name.substring(name.lastIndexOf('/') + 1));
    }
    if (resolved.get("items") instanceof Map<?, ?> items) {
      return keys(items, definitions);
    }
    if (resolved.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach(
          (key, inner) -> {
            keys.add(key.toString());
            keys((Map<?, ?>) inner, definitions).forEach(path -> keys.add(key + "." + path));
          });
    }
    return keys;
  }
}
