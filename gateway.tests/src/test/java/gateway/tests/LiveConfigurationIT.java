package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import gateway.simulator.server.MqttServer.BrokerAddress;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The configuration file of a running gateway is changed: what has changed is applied, and nothing
 * else. One process for all; each test is a vehicle of its own.
 */
public class LiveConfigurationIT {

  private static final String IDLE = mission("IDLE");
  private static final String DRIVE = mission("DRIVE");
  private static final String PRESSED = "{\"pressed\": true}";
  private static final String RELEASED = "{\"pressed\": false}";

  private static final String EXTERNAL = "gateway.external";
  private static final String HANDLER = "gateway.handler";
  private static final String SERVER = "gateway.internalserver";
  private static final String SECOND = "gateway.external.endpoint~second";

  /** Longer than a test is patient, so that it sees only what a shorter time does. */
  private static final String LONG_PERIOD = "{\"status-period\": 60000}";

  private static final String SHORT_PERIOD = "{\"status-period\": 2000}";

  private static Mosquitto broker;
  private static Mosquitto otherBroker;
  private static GatewayProcess gateway;
  private static int vehicles;

  private final Map<String, String> file = new TreeMap<>();
  private final List<TestDevice> devices = new ArrayList<>();
  private final List<Cloud> clouds = new ArrayList<>();
  private int logged;
  private Cloud cloud;

  /** Starts what all tests share. */
  @BeforeClass
  public static void start() throws Exception {
    broker = Mosquitto.start(GatewayProcess.freePort());
    otherBroker = Mosquitto.start(GatewayProcess.freePort());
    gateway = new GatewayProcess(json(basic()));
    for (String module : List.of("modules.mission", "modules.caraccessory")) {
      Files.copy(Target.bundle(module), gateway.deploy().resolve(module + ".jar"));
    }
    Await.until(
        "the modules serve", () -> gateway.get("/health").body().contains("2 serve"), gateway::log);
  }

  /** Ends what all tests share. */
  @AfterClass
  public static void end() {
    for (AutoCloseable part : new AutoCloseable[] {gateway, otherBroker, broker}) {
      if (part != null) {
        close(part);
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> basic() {
    return Map.of(
        EXTERNAL,
        vehicle("car" + vehicles),
        "gateway.external.endpoint~cloud",
        endpoint(broker, "\"*\"", ""),
        HANDLER,
        LONG_PERIOD,
        SERVER,
        handshake(60_000));
  }

  private static String vehicle(String name) {
    return """
        {"company": "demo", "vehicle": "%s", "sequence-timeout": 1000, "retry-delay": 200,
          "notification-delay": 200, "settle-time": 50}"""
        .formatted(name);
  }

  private static String endpoint(Mosquitto at, String modules, String more) {
    return "{\"host\": \"127.0.0.1\", \"port\": %d, \"modules\": [%s]%s}"
        .formatted(at.port(), modules, more);
  }

  private static String handshake(int millis) {
    return "{\"answer-deadline\": 10000, \"handshake-timeout\": %d}".formatted(millis);
  }

  private static String mission(String state) {
    return "{\"state\":\"" + state + "\",\"telemetry\":{\"speed\":0},\"nextStop\":null}";
  }

  private static String json(Map<String, String> configurations) {
    return configurations.entrySet().stream()
        .map(entry -> '"' + entry.getKey() + "\": " + entry.getValue())
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  /** Gives the gateway, which is started once, the name of another vehicle. */
  @Before
  public void takeAnotherVehicle() throws Exception {
    vehicles++;
    file.putAll(basic());
    write();
    awaitLogged("is now demo/car" + vehicles);
    cloud = cloud(broker, "car" + vehicles);
  }

  /** Closes the devices and, when their goodbye has arrived, the servers. */
  @After
  public void close() throws Exception {
    try {
      logged = gateway.log().length();
      devices.forEach(LiveConfigurationIT::close);
      awaitLogged("session ended: the last device has left");
    } finally {
      clouds.forEach(LiveConfigurationIT::close);
    }
  }

  private void write() throws IOException {
    logged = gateway.log().length();
    gateway.configure(json(file));
  }

  private String log() {
    return gateway.log().substring(logged);
  }

  /** Waits for a line since the file was written last. */
  private void awaitLogged(String part) throws Exception {
    Await.until("the log says \"" + part + '"', () -> log().contains(part), gateway::log);
  }

  private Cloud cloud(Mosquitto at, String vehicle) throws Exception {
    BrokerAddress address = new BrokerAddress("127.0.0.1", at.port(), "demo", vehicle);
    Cloud started = new Cloud(address, gateway::log);
    clouds.add(started);
    started.start();
    return started;
  }

  private TestDevice device(int module, String role) throws IOException {
    TestDevice device = TestDevice.connect(gateway.devices(), module, role);
    devices.add(device);
    return device;
  }

  private TestDevice drivingInSession() throws Exception {
    TestDevice driving = device(1, "driving");
    driving.exchange(IDLE);
    cloud.await("running");
    return driving;
  }

  /** The device's connection and its session are those of before. */
  private void assertUntouched(TestDevice driving, String session) throws Exception {
    driving.exchange(DRIVE);
    cloud.await("RUNNING driving " + DRIVE);
    assertEquals(session, cloud.session());
    assertEquals(1, cloud.count("session"));
    assertEquals(0, cloud.count("ended"));
  }

  private static boolean shows(String endpoint) throws Exception {
    return gateway
        .getLoggedIn("/system/console/fleet/state.json")
        .body()
        .contains("\"id\":\"" + endpoint + '"');
  }

  @Test
  public void anotherEndpointComesChangesAndGoesAlone() throws Exception {
    Cloud second = cloud(otherBroker, "car" + vehicles);
    TestDevice driving = drivingInSession();
    String session = cloud.session();
    TestDevice button = device(2, "button");
    button.exchange(RELEASED);
    cloud.await("CONNECTING button " + RELEASED);

    file.put(SECOND, endpoint(otherBroker, "2", ""));
    write();
    cloud.await("DISCONNECT button " + RELEASED);
    button.exchange(PRESSED);
    second.await("CONNECTING button " + PRESSED);
    second.await("running");

    file.put(SECOND, endpoint(otherBroker, "2", ", \"user\": \"somebody\""));
    write();
    second.await("ended: no device is connected");
    button.exchange(RELEASED);
    second.await("CONNECTING button " + RELEASED);
    second.await("running");

    file.remove(SECOND);
    write();
    second.await("ended: no device is connected");
    Await.until("the endpoint is gone", () -> !shows("second"), gateway::log);
    button.exchange(PRESSED);
    cloud.await("CONNECTING button " + PRESSED);
    assertUntouched(driving, session);
  }

  @Test
  public void aChangedTimeCountsAtOnceAndClosesNothing() throws Exception {
    TestDevice driving = drivingInSession();
    String session = cloud.session();
    file.put(HANDLER, SHORT_PERIOD);
    file.put(SERVER, handshake(100));
    write();
    awaitLogged("changed gateway.handler.status-period, gateway.internalserver.handshake-timeout");
    try (Socket silent = new Socket()) {
      silent.setSoTimeout((int) Await.PATIENCE.toMillis());
      silent.connect(gateway.devices());
      assertEquals(-1, silent.getInputStream().read());
    }
    awaitRepeated(driving);
    assertUntouched(driving, session);
  }

  /** Waits until a status that has not changed is sent, because a status period has passed. */
  private void awaitRepeated(TestDevice driving) throws Exception {
    Await.until(
        "the unchanged status is sent",
        () -> {
          driving.exchange(IDLE);
          return cloud.count("RUNNING driving " + IDLE) > 0;
        },
        gateway::log);
  }

  @Test
  public void anotherVehicleNameEndsTheSessionAndBeginsOneOfThatName() throws Exception {
    TestDevice driving = drivingInSession();
    Cloud renamed = cloud(broker, "renamed");
    file.put(EXTERNAL, vehicle("renamed"));
    write();
    cloud.await("DISCONNECT driving " + IDLE);
    cloud.await("ended: no device is connected");
    driving.exchange(DRIVE);
    renamed.await("session driving");
    renamed.await("CONNECTING driving " + DRIVE);
    renamed.await("running");
    assertNotEquals(cloud.session(), renamed.session());
    assertEquals(1, cloud.count("session"));
  }

  @Test
  public void aFaultyFileChangesNothingAndSaysWhyUntilItIsCorrected() throws Exception {
    TestDevice driving = drivingInSession();
    String session = cloud.session();
    file.put(EXTERNAL, vehicle("Car-1"));
    file.put(HANDLER, "{\"status-perod\": 2000}");
    file.put(SERVER, handshake(100));
    write();
    awaitLogged("Nothing is changed: the gateway keeps the configuration it has");
    String said = log();
    for (String why :
        List.of(
            "has 2 faults",
            "gateway.external.vehicle: must match",
            "gateway.handler.status-perod: is not a known key")) {
      assertEquals(said, 1, said.split(why, -1).length - 1);
    }
    file.put(EXTERNAL, vehicle("car" + vehicles));
    file.put(HANDLER, SHORT_PERIOD);
    write();
    awaitLogged("changed gateway.handler.status-period, gateway.internalserver.handshake-timeout");
    awaitRepeated(driving);
    assertUntouched(driving, session);
  }
}
