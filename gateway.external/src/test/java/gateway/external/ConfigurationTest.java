package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.InvalidValueException;
import gateway.external.base.EndpointSettings;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.base.Vehicle;
import java.util.List;
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
  void topicsAreThoseOfTodayOrOfTheProofOfConcept() {
    Vehicle today = new Vehicle("co", "v1", Optional.empty());
    assertEquals("co/v1/module_gateway", today.publishTopic());
    assertEquals("co/v1/external_server", today.messageTopic());
    assertEquals(Optional.of("co/v1/external_server_disconnect"), today.notificationTopic());

    Vehicle poc = new Vehicle("BringAuto", "BringAutoCAR1", Optional.of("Car1"));
    assertEquals("to-server/Car1", poc.publishTopic());
    assertEquals("to-client/Car1", poc.messageTopic());
    assertEquals(Optional.empty(), poc.notificationTopic());
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
    String message =
        message(
            () ->
                new EndpointSettings(
                    "e", host, port, ModuleNumbers.parse("*"), "", "", Optional.empty()));
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
            "e", "::1", 1883, ModuleNumbers.parse("*"), "user", "secret", Optional.empty());
    assertFalse(endpoint.toString().contains("secret"));
    assertEquals("[::1]:1883", endpoint.address());
    assertTrue(
        message(
                () ->
                    new EndpointSettings(
                        "e", "h", 1, ModuleNumbers.parse("*"), "", "secret", Optional.empty()))
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
