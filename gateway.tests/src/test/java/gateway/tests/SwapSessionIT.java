package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView;
import gateway.simulator.server.MqttServer.BrokerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** What survives when one version of a module takes over from another. */
@RunWith(PaxExam.class)
public class SwapSessionIT {

  private static final DeviceKey DRIVING = new DeviceKey(1, 0, "driving");
  private static final String IDLE = mission("IDLE");
  private static final int NUMBER = 77;

  @Inject private BundleContext context;
  private Gateway gateway;
  private Cloud cloud;

  /** Makes the container of each test. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Starts the gateway, with a broker and an External Server. */
  @Before
  public void start() throws Exception {
    int broker;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broker = free.getLocalPort();
    }
    gateway = new Gateway(context);
    gateway.configure("gateway.broker", Map.of("port", broker));
    gateway.deploy("modules.mission");
    gateway.start(broker);
    cloud =
        new Cloud(new BrokerAddress("127.0.0.1", broker, "demo", "car1"), () -> gateway.explain());
    cloud.start();
  }

  /** Stops the External Server. */
  @After
  public void stop() {
    cloud.close();
  }

  private static String mission(String state) {
    return "{\"state\":\"" + state + "\",\"telemetry\":{\"speed\":0},\"nextStop\":null}";
  }

  private static String order(String route) {
    return "{\"action\":\"START\",\"route\":\"" + route + "\",\"stops\":[]}";
  }

  /** Drops another version of the mission module, and returns when it serves. */
  private void swapMission(Path file, String version) throws Exception {
    ModuleJar.writeVersion(Target.bundle("modules.mission"), version, file);
    gateway.await("mission " + version + " serves", () -> gateway.serves(1, version));
  }

  private Path deployed(String file) {
    return gateway.deploy().resolve(file);
  }

  @Test
  public void commandsStatusAndSessionSurviveEveryWayOfTakingOver() throws Exception {
    TestDevice driving = gateway.connect(1, DRIVING.role());
    driving.exchange(IDLE);
    cloud.await("running");
    for (int i = 1; i <= 3; i++) {
      cloud.command(DRIVING, order("R" + i));
    }
    cloud.await("OK driving " + order("R3"));
    swapMission(deployed("newer.jar"), "0.2.0");
    assertEquals(order("R1"), driving.exchange(IDLE));
    swapMission(deployed("newer.jar"), "0.3.0");
    assertEquals(order("R2"), driving.exchange(IDLE));
    Files.delete(deployed("newer.jar"));
    gateway.await("the one before serves", () -> gateway.serves(1, "0.1.0"));
    assertEquals(order("R3"), driving.exchange(IDLE));
    swapMission(deployed("modules.mission.jar"), "0.0.9");
    assertEquals("the last command is the default now", order("R3"), driving.exchange(IDLE));
    driving.exchange(mission("DRIVE"));
    cloud.await("RUNNING driving " + mission("DRIVE"));
    assertEquals(1, cloud.count("session"));
    assertEquals(1, cloud.count("CONNECTING"));
    assertEquals(0, cloud.count("DISCONNECT"));
  }

  @Test
  public void theTimerOfADeviceRunsOn() throws Exception {
    TestDevice driving = gateway.connect(1, DRIVING.role());
    gateway.configure("gateway.handler", Map.of("status-period", 1_500));
    driving.exchange(IDLE);
    cloud.await("running");
    driving.exchange(mission("DRIVE"));
    cloud.await("RUNNING driving " + mission("DRIVE"));
    long before = cloud.count("RUNNING");
    swapMission(deployed("newer.jar"), "0.2.0");
    gateway.await(
        "the current status is sent without a new one", () -> cloud.count("RUNNING") > before);
    assertEquals(0, cloud.count("DISCONNECT"));
  }

  @Test
  public void theNewVersionGoesOnFromTheCurrentStatus() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      device.exchange("one");
      ModuleJar.of(NUMBER, "1.1.0").writeTo(deployed("m.jar"));
      gateway.await("1.1.0 serves", () -> gateway.serves(NUMBER, "1.1.0"));
      assertEquals("one", device.exchange(SyntheticModule.PREVIOUS));
    }
  }

  @Test
  public void exactlyTheDevicesThatAreNoLongerSupportedGo() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    try (TestDevice stays = gateway.connect(NUMBER, 0, "stays");
        TestDevice goes = gateway.connect(NUMBER, 1, "goes");
        TestDevice driving = gateway.connect(1, "driving")) {
      stays.exchange("s");
      goes.exchange("g");
      driving.exchange(IDLE);
      cloud.await("running");
      gateway.await("all are known to the cloud", () -> cloud.count("CONNECTING") == 3);
      ModuleJar.of(NUMBER, "1.1.0")
          .with(SyntheticModule.TYPES_HEADER, "0,2")
          .writeTo(deployed("m.jar"));
      goes.awaitClosed();
      assertEquals("DISCONNECT goes g", cloud.await("DISCONNECT"));
      assertEquals("1.1.0", stays.exchange("s"));
      assertTrue(driving.exchange(IDLE).contains("NO_ACTION"));
      assertEquals(1, cloud.count("DISCONNECT"));
      assertEquals(
          2, gateway.view(DevicesView.class, v -> v.devices().size()).orElse(0).intValue());
      assertEquals(
          EndpointView.State.CONNECTED,
          gateway.view(EndpointView.class, EndpointView::snapshot).orElseThrow().link().state());
    }
  }

  @Test
  public void theLastVersionThatGoesTakesItsDevicesAlong() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    try (TestDevice device = gateway.connect(NUMBER, "role");
        TestDevice driving = gateway.connect(1, "driving")) {
      device.exchange("s");
      driving.exchange(IDLE);
      cloud.await("running");
      gateway.await("both are known to the cloud", () -> cloud.count("CONNECTING") == 2);
      Files.delete(deployed("m.jar"));
      device.awaitClosed();
      assertEquals("DISCONNECT role s", cloud.await("DISCONNECT"));
      assertTrue(driving.exchange(IDLE).contains("NO_ACTION"));
    } catch (IOException e) {
      throw new AssertionError(gateway.explain(), e);
    }
  }
}
