package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.EOFException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.function.Predicate;
import org.junit.After;
import org.junit.Test;

/** Health, driven by real faults: the broker killed, the disk full, a module in quarantine. */
public class HealthIT {

  private final int brokerPort = GatewayProcess.freePort();
  private GatewayProcess gateway;
  private Mosquitto broker;

  private String configuration(String store) {
    return """
        {
          "gateway.external": {"company": "demo", "vehicle": "car1" %s},
          "gateway.external.endpoint~cloud": {"host": "127.0.0.1", "port": %d, "modules": ["*"]},
          "gateway.internalserver": {"answer-deadline": 10000},
          "gateway.web": {"health-grace": 200, "health-settle": 0}
        }
        """
        .formatted(store, brokerPort);
  }

  @After
  public void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private void awaitHealth(String what, int status, Predicate<String> body) throws Exception {
    Await.until(
        what,
        () -> {
          HttpResponse<String> health = gateway.get("/health");
          return health.statusCode() == status && body.test(health.body());
        },
        () -> health() + '\n' + gateway.log());
  }

  private String health() {
    try {
      return gateway.get("/health").body();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  public void aBrokerThatIsKilledTakesReadinessDownAndNotLiveness() throws Exception {
    broker = Mosquitto.start(brokerPort);
    gateway = new GatewayProcess(configuration(""));
    ModuleJar.of(7, "1.0.0").writeTo(gateway.deploy().resolve("seven.jar"));
    awaitHealth("it is healthy", 200, body -> body.contains("1 serve"));
    gateway.startServer(brokerPort);
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "driving")) {
      device.exchange("a");
      Await.until("there is a session", () -> gateway.log().contains("established"), gateway::log);
      awaitHealth("it is healthy", 200, body -> body.startsWith("{\"status\":\"OK\""));
      broker.close();
      awaitHealth("the loss is said", 503, body -> body.contains("endpoint cloud at 127.0.0.1:"));
      assertEquals(200, gateway.get("/health/live").statusCode());
      assertEquals(503, gateway.get("/health/ready").statusCode());
      broker = Mosquitto.start(brokerPort);
      awaitHealth("it is healthy again", 200, body -> body.startsWith("{\"status\":\"OK\""));
    }
  }

  @Test
  public void aStoreThatCannotBeWrittenTakesReadinessDown() throws Exception {
    gateway = new GatewayProcess(configuration(", \"store-dir\": \"/dev/full\""));
    ModuleJar.of(7, "1.0.0").writeTo(gateway.deploy().resolve("seven.jar"));
    awaitHealth("it is seen at the start", 503, body -> body.contains("in memory only"));
    awaitHealth("the module serves", 503, body -> body.contains("1 serve"));
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "driving")) {
      device.exchange("undelivered, because there is no broker");
      awaitHealth("the store is degraded", 503, body -> body.contains("in memory only"));
      assertEquals(200, gateway.get("/health/live").statusCode());
      assertTrue(gateway.get("/metrics").body().contains("gateway_store_degraded 1.0"));
    }
  }

  @Test
  public void aModuleInQuarantineIsNamedAndCriticalWhereNothingReplacesIt() throws Exception {
    broker = Mosquitto.start(brokerPort);
    gateway = new GatewayProcess(configuration(""));
    ModuleJar.of(7, "1.0.0")
        .with("isStatusValid", Fault.THROW)
        .writeTo(gateway.deploy().resolve("seven.jar"));
    awaitHealth("it is healthy", 200, body -> body.contains("1 serve"));
    int devices = 0;
    while (gateway.get("/health").statusCode() == 200 && devices < 50) {
      try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "role" + devices++)) {
        if (device.isAccepted()) {
          device.exchangeInVain("a");
        }
      } catch (EOFException e) {
        // the module has just been set aside
      }
    }
    awaitHealth("the module is set aside", 503, body -> body.contains("module 7 tests.module7"));
    ModuleJar.of(7, "1.0.1").writeTo(gateway.deploy().resolve("seven.jar"));
    awaitHealth("another version serves", 200, body -> body.contains("1 serve"));
  }

  @Test
  public void aRefusedJarIsSaidAndNothingGoesDown() throws Exception {
    gateway = new GatewayProcess(configuration(""));
    ModuleJar.of(7, "1.0.0").writeTo(gateway.deploy().resolve("seven.jar"));
    Files.writeString(gateway.deploy().resolve("broken.jar"), "this is no jar");
    awaitHealth(
        "the jar is named", 200, body -> body.contains("\"WARN\",\"message\":\"broken.jar"));
  }
}
