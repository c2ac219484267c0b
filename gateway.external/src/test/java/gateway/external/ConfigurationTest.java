package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudTransport;
import gateway.api.stage.InvalidValueException;
import gateway.external.base.EndpointSettings;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.base.Vehicle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault names its key. */
class ConfigurationTest {

  private static Settings settings(String company, String vehicle, int window) {
    Setup setup = new Setup();
    setup.vehicle = new Vehicle(company, vehicle, Optional.empty());
    setup.window = window;
    return setup.settings();
  }

  private static String message(Runnable faulty) {
    return assertThrows(InvalidValueException.class, faulty::run).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BringAuto", "a/b", "a b"})
  void namesAreLowerCase(String name) {
    assertTrue(message(() -> settings(name, "v", 1)).startsWith("company "));
    assertTrue(message(() -> settings("c", name, 1)).startsWith("vehicle "));
  }

  @Test
  void carIdsArePartsOfTopics() {
    for (String id : List.of("", "a/#", "a+b", "a b")) {
      assertTrue(message(() -> new Vehicle("c", "v", Optional.of(id))).startsWith("car-id "));
    }
  }

  @Test
  void boundsArePositive() {
    assertTrue(message(() -> settings("c", "v", 0)).startsWith("window "));
  }

  @ParameterizedTest
  @CsvSource({"'', 1, host", "h, 0, port", "h, 65536, port"})
  void endpointAddressesAreChecked(String host, int port, String key) {
    String message = message(() -> Setup.endpoint("e", host, port, ModuleNumbers.parse("*")));
    assertTrue(message.startsWith(key + " "), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "4294967296", "1.5"})
  void moduleNumbersAreChecked(String entry) {
    assertTrue(message(() -> ModuleNumbers.parse(entry)).startsWith("modules "));
  }

  @Test
  void moduleNumbersAreListedOrAll() {
    assertTrue(message(() -> ModuleNumbers.parse()).startsWith("modules "));
    assertTrue(message(() -> ModuleNumbers.parse("1", "1")).startsWith("modules "));
    assertEquals("1,2,4294967295", ModuleNumbers.parse("4294967295", "2", "1").toString());
    assertEquals("*", ModuleNumbers.parse("*").toString());
  }

  @Test
  void passwordsAreNotPrinted() {
    EndpointSettings endpoint =
        new EndpointSettings(
            "e",
            CloudTransport.MQTT,
            "::1",
            1883,
            ModuleNumbers.parse("*"),
            "user",
            "secret",
            Optional.empty(),
            Map.of());
    assertFalse(endpoint.toString().contains("secret"));
    assertEquals("[::1]:1883", endpoint.address());
    assertTrue(
        message(
                () ->
                    new EndpointSettings(
                        "e",
                        CloudTransport.MQTT,
                        "h",
                        1,
                        ModuleNumbers.parse("*"),
                        "",
                        "secret",
                        Optional.empty(),
                        Map.of()))
            .startsWith("password "));
  }

  @Test
  void routesGoToTheEndpointThatNamesTheNumberElseToTheOneForAllOthers() {
    ModuleNumbers all = ModuleNumbers.parse("*");
    ModuleNumbers two = ModuleNumbers.parse("2");
    for (List<ModuleNumbers> order : List.of(List.of(all, two), List.of(two, all))) {
      Routes<ModuleNumbers> routes = Routes.of(order, numbers -> numbers);
      assertEquals(Optional.of(two), routes.find(2));
      assertEquals(Optional.of(all), routes.find(1));
    }
    assertEquals(Optional.empty(), Routes.of(List.of(two), numbers -> numbers).find(1));
  }
}
