package gateway.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="server" name="server">
          <AD id="address" type="String" default="127.0.0.1"/>
          <AD id="port" type="Integer" default="8888" min="1" max="65535"/>
          <AD id="answer-deadline" type="Integer" default="250" min="1"/>
        </OCD>
        <OCD id="broker" name="broker">
          <AD id="host" type="String" default="127.0.0.1"/>
          <AD id="port" type="Integer" default="1883" min="1" max="65535"/>
        </OCD>
        <OCD id="external" name="external">
          <AD id="company" type="String"/>
          <AD id="vehicle" type="String"/>
          <AD id="topic-scheme" type="String" default="v2">
            <Option label="v2" value="v2"/>
            <Option label="poc" value="poc"/>
          </AD>
          <AD id="car-id" type="String" default=""/>
          <AD id="window" type="Integer" default="10" min="1" max="20"/>
          <AD id="store-dir" type="String" default=""/>
        </OCD>
        <OCD id="endpoint" name="endpoint">
          <AD id="host" type="String"/>
          <AD id="port" type="Integer" min="1" max="65535"/>
          <AD id="modules" type="String" cardinality="2147483647" default="*"/>
          <AD id="user" type="String" default=""/>
          <AD id="password" type="Password" default=""/>
          <AD id="ssl" type="Boolean" default="false"/>
          <AD id="ca-file" type="String" default=""/>
          <AD id="client-cert" type="String" default=""/>
          <AD id="client-key" type="String" default=""/>
        </OCD>
        <OCD id="deployer" name="deployer">
          <AD id="dir" type="String"/>
          <AD id="data" type="String"/>
        </OCD>
        <Designate pid="gateway.internalserver"><Object ocdref="server"/></Designate>
        <Designate pid="gateway.broker"><Object ocdref="broker"/></Designate>
        <Designate pid="gateway.external"><Object ocdref="external"/></Designate>
        <Designate pid="gateway.external.endpoint" factoryPid="gateway.external.endpoint">
          <Object ocdref="endpoint"/>
        </Designate>
        <OCD id="ipc" name="ipc">
          <AD id="stage" type="String" default=""/>
          <AD id="host" type="String" default="127.0.0.1"/>
          <AD id="port" type="Integer" default="1883" min="1" max="65535"/>
        </OCD>
        <Designate pid="gateway.deployer"><Object ocdref="deployer"/></Designate>
        <Designate pid="gateway.ipc"><Object ocdref="ipc"/></Designate>
      </metatype:MetaData>
      """;

  private static final String PRODUCTION =
      """
      {
        "logging": {
          "console": {"use": true, "level": "debug"},
          "file": {"use": false, "level": "DEBUG", "path": "./"}
        },
        "internal-server-settings": {"port": 8889},
        "module-paths": {"1": "lib1.so", "5": "lib5.so"},
        "external-connection": {
          "company": "bringauto",
          "vehicle-name": "car_7",
          "endpoints": [
            {"protocol-type": "mqtt", "server-ip": "10.0.0.7", "port": 1884, "modules": [1, 2]},
            {"protocol-type": "MQTT", "server-ip": "10.0.0.8", "port": 1883, "modules": [3]}
          ]
        }
      }
      """;

  private static final String SAMPLE =
      """
      {
        "gateway.external": {"company": "demo", "vehicle": "car1"},
        "gateway.external.endpoint~cloud": {
          "host": "127.0.0.1", "port": 1883, "modules": ["*"]
        }
      }
      """;

  @TempDir private Path folder;

  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private ConfigurationReader.Result read(String file) throws IOException {
    options.put("gateway.config", write("config.json", file).toString());
    return read();
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private ConfigurationReader.Result read() throws IOException {
    options.put("gateway.home", folder.toString());
    Schema schema = new Schema();
    schema.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    return new ConfigurationReader(Arguments.of(options::get), environment, schema).read();
  }

  private List<String> faults(String file) throws IOException {
    return read(file).draft().faults().stream().map(Fault::toString).toList();
  }

  private static Object value(ConfigurationReader.Result result, String pid, String key) {
    assertEquals(List.of(), result.draft().faults());
    return result.properties().get(pid).get(key);
  }

  @Test
  void productionsFileBecomesOurConfiguration() throws Exception {
    ConfigurationReader.Result result = read(PRODUCTION);
    assertEquals(8889, value(result, "gateway.internalserver", "port"));
    assertEquals("bringauto", value(result, "gateway.external", "company"));
    assertEquals("car_7", value(result, "gateway.external", "vehicle"));
    assertEquals("10.0.0.7", value(result, "gateway.external.endpoint~endpoint1", "host"));
    assertEquals(1884, value(result, "gateway.external.endpoint~endpoint1", "port"));
    assertArrayEquals(
        new String[] {"1", "2"},
        (String[]) value(result, "gateway.external.endpoint~endpoint1", "modules"));
    assertEquals("10.0.0.8", value(result, "gateway.external.endpoint~endpoint2", "host"));
    assertFalse(result.properties().containsKey("gateway.broker"));
    assertEquals(
        "DEBUG", result.draft().get("gateway.logging", "console-level").orElseThrow().value());
    assertEquals(1, result.draft().warnings().size());
    assertTrue(result.draft().warnings().get(0).contains("for 1 modules.mission"));
  }

  @Test
  void theStoreLiesInTheDataFolderUnlessSaidOtherwise() throws Exception {
    options.put("gateway.data", "/d");
    assertEquals("/d/store", value(read(SAMPLE), "gateway.external", "store-dir"));
    environment.put("GATEWAY_EXTERNAL_STORE_DIR", "/elsewhere");
    assertEquals("/elsewhere", value(read(SAMPLE), "gateway.external", "store-dir"));
  }

  @Test
  void everyFaultOfProductionsFileIsListedAtOnceByItsOwnKey() throws Exception {
    assertEquals(
        List.of(
            "logging.console.level: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
            "external-connection.vehicle-name: is missing",
            "external-connection.endpoints[0].protocol-type: must be MQTT, is \"HTTP\"",
            "external-connection.endpoints[0].port: is missing",
            "external-connection.endpoints[1].protocol-type: QUIC is not supported, MQTT is",
            "external-connection.endpoints[1].mqtt-settings.client-cert: is missing",
            "external-connection.endpoints[1].mqtt-settings.client-key: is missing",
            "external-connection.endpoints[1].port: must be an integer from 1 to 65535, is 70000",
            "internal-server-settings.port: must be an integer from 1 to 65535, is \"8888\"",
            "external-connection.company: must match ^[a-z0-9_]+$, is \"BringAuto\"",
            "external-connection.endpoints[1].modules: module 1 is already named by"
                + " external-connection.endpoints[0].modules",
            "external-connection.endpoints[1].mqtt-settings.ca-file: must be a readable file, "
                + folder.resolve("ca.pem")
                + " is none"),
        faults(
            """
            {
              "logging": {"console": {"use": true, "level": "loud"}},
              "internal-server-settings": {"port": "8888"},
              "external-connection": {
                "company": "BringAuto",
                "endpoints": [
                  {"protocol-type": "HTTP", "server-ip": "h", "modules": [1]},
                  {"protocol-type": "QUIC", "server-ip": "h", "port": 70000, "modules": [1],
                   "mqtt-settings": {"ssl": true, "ca-file": "ca.pem"}}
                ]
              }
            }
            """));
  }

  @Test
  void theDevicePortMayComeFromTheOptionInsteadOfProductionsFile() throws Exception {
    options.put("gateway.port", "9999");
    String withoutPort = PRODUCTION.replace("\"internal-server-settings\": {\"port\": 8889},", "");
    assertEquals(9999, value(read(withoutPort), "gateway.internalserver", "port"));
    options.clear();
    assertEquals(List.of("internal-server-settings: is missing"), faults(withoutPort));
  }

  @Test
  void thePocsFileIsTakenWithNumericStringsAndMergedEndpoints() throws Exception {
    ConfigurationReader.Result result =
        read(
            """
            {
              "carId": "c1", "vehicleName": "car1", "company": "demo", "more": 1,
              "endpoints": [
                {"ip": "1.2.3.4", "port": "1885",
                 "modules": [{"moduleName": "mission", "moduleId": 1}]},
                {"ip": "1.2.3.4", "port": 1885,
                 "modules": [{"moduleName": "io", "moduleId": "2"}]}
              ]
            }
            """);
    assertEquals(1885, value(result, "gateway.external.endpoint~endpoint1", "port"));
    assertArrayEquals(
        new String[] {"1", "2"},
        (String[]) value(result, "gateway.external.endpoint~endpoint1", "modules"));
    assertEquals(1, result.draft().endpoints().size());
  }

  @Test
  void thePocsSampleNamesAreRefusedByKeyAndRule() throws Exception {
    assertEquals(
        List.of(
            "endpoints: must not be empty",
            "company: must match ^[a-z0-9_]+$, is \"BringAuto\"",
            "vehicleName: must match ^[a-z0-9_]+$, is \"BringAutoCAR1\""),
        faults(
            """
            {"carId": "c1", "vehicleName": "BringAutoCAR1", "company": "BringAuto",
             "endpoints": []}
            """));
  }

  private static String poc(String carId, String scheme) {
    return """
        {"carId": %s, "vehicleName": "BringAutoCAR1", "company": "BringAuto",
         "topic-scheme": "%s", "endpoints": [
           {"ip": "1.2.3.4", "port": 1883, "modules": [{"moduleName": "m", "moduleId": 1}]}]}
        """
        .formatted(carId, scheme);
  }

  @Test
  void withThePocsTopicsItsNamesAreTaken() throws Exception {
    ConfigurationReader.Result result = read(poc("\"Car1\"", "poc"));
    assertEquals(List.of(), result.draft().faults());
    assertEquals("BringAuto", value(result, "gateway.external", "company"));
    assertEquals("Car1", value(result, "gateway.external", "car-id"));
    assertEquals("poc", value(result, "gateway.external", "topic-scheme"));
    assertEquals(List.of("carId: is missing"), faults(poc("null", "poc")));
    assertEquals(
        List.of("carId: must match ^[^+#\\s]+$, is \"a/#\""), faults(poc("\"a/#\"", "poc")));
    assertEquals(
        "topic-scheme: must be one of v2, poc, is \"x\"", faults(poc("\"Car1\"", "x")).get(0));
  }

  @Test
  void theNativeFormIsCheckedAgainstTheMetatype() throws Exception {
    assertEquals(
        List.of(
            "gateway.external.vehicle: is missing",
            "gateway.external.endpoint: needs a name: gateway.external.endpoint~NAME",
            "gateway.external.endpoint~a.ssl: must be true or false, is \"yes\"",
            "gateway.external.endpoint~a.host: is missing",
            "gateway.internalserver.prot: is not a known key",
            "gateway.nosuch: is not a known PID of this gateway",
            "gateway.external.endpoint~a.modules: must be module numbers from 0 to 4294967295 or"
                + " \"*\", has \"mission\""),
        faults(
            """
            {
              ":configurator:resource-version": 1,
              "gateway.external": {"company": "demo", ":configurator:policy": "force"},
              "gateway.external.endpoint": {"host": "h"},
              "gateway.external.endpoint~a":
                {"port:Integer": 1, "ssl": "yes", "modules": ["mission"]},
              "gateway.internalserver": {"prot": 1},
              "gateway.nosuch": {}
            }
            """));
  }

  @Test
  void whatIsNotOursPassesUncheckedBecauseItsBundleMayComeLater() throws Exception {
    ConfigurationReader.Result result =
        read(
            "{\"modules.mission\": {\"module.number\": 7, \"module.deviceTypes\": [\"0\", \"1\"]}}");
    assertEquals(7, value(result, "modules.mission", "module.number"));
    assertArrayEquals(
        new String[] {"0", "1"}, (String[]) value(result, "modules.mission", "module.deviceTypes"));
  }

  @Test
  void optionsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
    String file = "{\"gateway.internalserver\": {\"address\": \"f\", \"port\": 1}}";
    environment.put("GATEWAY_INTERNALSERVER_PORT", "2");
    environment.put("GATEWAY_INTERNALSERVER_ANSWER_DEADLINE", "70");
    assertEquals(2, value(read(file), "gateway.internalserver", "port"));
    options.put("gateway.port", "3");
    ConfigurationReader.Result result = read(file);
    assertEquals(3, value(result, "gateway.internalserver", "port"));
    assertEquals("f", value(result, "gateway.internalserver", "address"));
    assertEquals(70, value(result, "gateway.internalserver", "answer-deadline"));
    environment.put("GATEWAY_INTERNALSERVER_ANSWER_DEADLINE", "soon");
    assertEquals(
        List.of(
            "GATEWAY_INTERNALSERVER_ANSWER_DEADLINE: must be an integer from 1 to 2147483647, is"
                + " \"soon\""),
        faults(file));
  }

  /** PROTOCOL sections 6.5 and 8.1, item 23. */
  @Test
  void theBrokerOfTheStagesComesFromTheEnvironment() throws Exception {
    options.put("gateway.stage", "internal-server");
    environment.put("IPC_MQTT_HOST", "");
    environment.put("IPC_MQTT_PORT", "1884");
    assertEquals(1884, value(read("{}"), "gateway.ipc", "port"));
    for (String wrong : List.of("soon", "0", "65536")) {
      environment.put("IPC_MQTT_PORT", wrong);
      assertEquals(
          List.of("IPC_MQTT_PORT: must be an integer from 1 to 65535, is \"" + wrong + "\""),
          faults("{}"));
    }
  }

  @Test
  void theSampleStartsTheBrokerAndFollowsItsPort() throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    write("etc/gateway.json", SAMPLE);
    assertTrue(read().properties().containsKey("gateway.broker"));
    options.put("gateway.broker", "embedded:1900");
    ConfigurationReader.Result result = read();
    assertEquals(1900, value(result, "gateway.broker", "port"));
    assertEquals(1900, value(result, "gateway.external.endpoint~cloud", "port"));
    options.put("gateway.broker", "none");
    assertFalse(read().properties().containsKey("gateway.broker"));
  }

  @Test
  void theBrokerStaysOffWhenTheEndpointIsElsewhere() throws Exception {
    assertTrue(read(SAMPLE).properties().containsKey("gateway.broker"));
    String elsewhere = SAMPLE.replace("127.0.0.1", "broker.example");
    assertFalse(read(elsewhere).properties().containsKey("gateway.broker"));
    assertFalse(read(SAMPLE.replace("1883", "1884")).properties().containsKey("gateway.broker"));
    options.put("gateway.broker", "embedded:1900");
    assertEquals(1900, value(read(elsewhere), "gateway.broker", "port"));
    assertEquals(1883, value(read(elsewhere), "gateway.external.endpoint~cloud", "port"));
  }

  @Test
  void passwordsComeFromFilesOrTheEnvironmentAndAreNotPrinted() throws Exception {
    write("secret", "s3cret\n");
    String file =
        SAMPLE.replace("\"port\"", "\"user\": \"u\", \"password-file\": \"secret\", \"port\"");
    assertEquals("s3cret", value(read(file), "gateway.external.endpoint~cloud", "password"));
    environment.put("GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PASSWORD", "other");
    assertEquals("other", value(read(file), "gateway.external.endpoint~cloud", "password"));
    environment.clear();
    String wrong = SAMPLE.replace("\"port\"", "\"user\": \"u\", \"password\": 12345, \"port\"");
    assertEquals(List.of("gateway.external.endpoint~cloud.password: must be text"), faults(wrong));
    assertEquals(
        List.of(
            "gateway.external.endpoint~cloud.password-file: must be a readable file, "
                + folder.resolve("absent")
                + " is none"),
        faults(file.replace("secret", "absent")));
  }

  @Test
  void twoEndpointsOnOneBrokerWouldCollide() throws Exception {
    assertEquals(
        List.of(
            "gateway.external.endpoint~b.host: is the same broker as"
                + " gateway.external.endpoint~a.host, where the client ids would collide: name its"
                + " modules in one endpoint"),
        faults(
            """
            {"gateway.external": {"company": "demo", "vehicle": "car1"},
             "gateway.external.endpoint~a": {"host": "localhost", "port": 1883, "modules": [1]},
             "gateway.external.endpoint~b": {"host": "127.0.0.1", "port": 1883, "modules": [2]}}
            """));
  }

  @Test
  void aFileThatCannotBeReadIsTheOneFault() throws Exception {
    options.put("gateway.config", folder.resolve("nowhere.json").toString());
    assertEquals(
        List.of(new Fault(folder.resolve("nowhere.json").toString(), "there is no such file")),
        read().draft().faults());
    String fault = faults("{\"a\": }").get(0);
    assertTrue(fault.contains("config.json: line 1, column "), fault);
    Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xC3, 0x28});
    options.put("gateway.config", folder.resolve("binary.json").toString());
    assertTrue(read().draft().faults().get(0).rule().contains("UTF-8"));
  }

  @Test
  void hostsAreNamesOrAddressesInEveryFormThatPeopleWrite() throws Exception {
    for (String host :
        List.of("mqtt_broker", "127.1", "müller.example", "[::1]", "::1", "a.b.", "fe80::1%eth0")) {
      assertEquals(List.of(), faults(SAMPLE.replace("127.0.0.1", host)), host);
    }
    for (String host : List.of("tcp://h", "h:1883", "h/x", "a b", "a..b", "[h]", "user@h", "h?")) {
      assertEquals(
          List.of("gateway.external.endpoint~cloud.host"),
          read(SAMPLE.replace("127.0.0.1", host)).draft().faults().stream()
              .map(Fault::key)
              .toList(),
          host);
    }
    options.put("gateway.stage", "internal-server");
    environment.put("IPC_MQTT_HOST", "ipc:1883");
    assertEquals(
        List.of(
            "IPC_MQTT_HOST: must be a host name or an address, without protocol, port and path, is"
                + " \"ipc:1883\""),
        faults(SAMPLE));
  }

  @Test
  void theEmbeddedBrokerIsFoundByEveryNameOfThisMachine() throws Exception {
    for (String host : List.of("localhost", "127.1", "127.0.0.1", "[::1]", "0:0:0:0:0:0:0:1")) {
      assertTrue(
          read(SAMPLE.replace("127.0.0.1", host)).properties().containsKey("gateway.broker"), host);
    }
    for (String host : List.of("127", "127.example.org", "10.0.0.1", "::2", "1.2.3.4.5")) {
      assertFalse(
          read(SAMPLE.replace("127.0.0.1", host)).properties().containsKey("gateway.broker"), host);
    }
  }

  @Test
  void linksToServicesAreIgnoredAndOtherBadValuesAreNot() throws Exception {
    environment.put("GATEWAY_BROKER_PORT", "tcp://10.96.12.7:1883");
    environment.put("GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PORT", "udp://10.96.12.7:1883");
    environment.put("IPC_MQTT_PORT", "tcp://[fd00::7]:1883");
    environment.put("GATEWAY_EXTERNAL_ENDPOINT_CLOUD_USER", "me");
    environment.put("GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PASSWORD", "pass://word");
    ConfigurationReader.Result whole = read(SAMPLE);
    assertEquals(1883, value(whole, "gateway.external.endpoint~cloud", "port"));
    assertEquals("pass://word", value(whole, "gateway.external.endpoint~cloud", "password"));
    assertTrue(
        List.of("GATEWAY_BROKER_PORT", "GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PORT").stream()
            .allMatch(
                name ->
                    1
                        == whole.draft().warnings().stream()
                            .filter(warning -> warning.startsWith(name + " is ignored: "))
                            .count()),
        whole.draft().warnings().toString());
    options.put("gateway.stage", "internal-server");
    ConfigurationReader.Result stage = read(SAMPLE);
    assertFalse(stage.properties().get("gateway.ipc").containsKey("port"));
    assertTrue(stage.draft().warnings().toString().contains("IPC_MQTT_PORT is ignored"));
    environment.put("IPC_MQTT_PORT", "10.96.12.7:1883");
    assertEquals(
        List.of("IPC_MQTT_PORT: must be an integer from 1 to 65535, is \"10.96.12.7:1883\""),
        faults(SAMPLE));
  }

  @Test
  void exoticNumbersAreFaultsAndNeverExceptions() throws Exception {
    for (String number :
        List.of(
            "1e99994773777",
            "-1e99994773777",
            "1e-99994773777",
            "1e400",
            "1e2147483648",
            "1e-2147483648",
            "9".repeat(400),
            "9".repeat(2000),
            "NaN",
            "Infinity",
            "0x10",
            "1e",
            "4294967297",
            "-1",
            "1.5",
            "01")) {
      assertEquals(1, faults(SAMPLE.replace("1883", number)).size(), number);
    }
    for (String number : List.of("1e400", "[1, [-1e400]]")) {
      assertEquals(
          List.of("modules.io.factor: has a number that does not fit into 64 bits"),
          faults(SAMPLE.replaceFirst("\\{", "{\"modules.io\": {\"factor\": " + number + "},")),
          number);
    }
    environment.put("GATEWAY_INTERNALSERVER_PORT", "1e99994773777");
    assertEquals(1, faults(SAMPLE).size());
  }

  @Test
  void whateverTheParserThrowsIsAFault() throws Exception {
    for (String file :
        List.of(
            "{\"a\":".repeat(20_000),
            "{\"a\": " + "[".repeat(20_000),
            "{\"" + "k".repeat(60_000) + "\": 1}",
            "{\"a\": \"" + "x".repeat(5_000_000) + "\"}",
            "{\"a\": \"\\ud800",
            "\u0000",
            "{\"port\": 1, \"port\": 2}")) {
      assertEquals(1, faults(file).size(), () -> file.substring(0, Math.min(20, file.length())));
    }
  }

  @Test
  void aByteOrderMarkAndLineEndsOfWindowsDoNotCount() throws Exception {
    environment.put("GATEWAY_EXTERNAL_ENDPOINT_CLOUD_USER", "me");
    write("password", "\uFEFFsecret\r\n");
    ConfigurationReader.Result result =
        read(
            '\uFEFF'
                + SAMPLE
                    .replace("\"port\"", "\"password-file\": \"password\", \"port\"")
                    .replace("\n", "\r\n"));
    assertEquals("secret", value(result, "gateway.external.endpoint~cloud", "password"));
  }

  @Test
  void productionsOlderFilesWithoutLoggingHaveItsDefaults() throws Exception {
    String older =
        PRODUCTION.replaceFirst(
            "(?s)\"logging\": \\{.*?\\},\\s*\"internal",
            "\"general-settings\": {\"log-path\": \"./\", \"verbose\": true}, \"internal");
    ConfigurationReader.Result result = read(older);
    assertEquals("bringauto", value(result, "gateway.external", "company"));
    assertFalse(result.properties().containsKey("gateway.logging"));
    assertEquals(1, result.draft().warnings().size(), result.draft().warnings().toString());
    assertEquals(List.of(), faults(older.replaceFirst("\"general-settings\": \\{.*?\\}, ", "")));
    assertEquals(
        List.of(),
        faults(older.replaceFirst("\"general-settings\": \\{.*?\\}", "\"logging\": {}")));
  }
}
