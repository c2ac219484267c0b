package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.protocol.external.Command;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceCommand;
import gateway.simulator.server.MqttServer.BrokerAddress;
import gateway.simulator.server.ServerModules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * From devices to an External Server and back, through all stages and the embedded broker (PROTOCOL
 * appendix B.7 and B.8). One container for all; each test is a vehicle of its own.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CloudSessionIT {

  private static final String COMPANY = "demo";
  private static final String DRIVING = "driving";
  private static final DeviceKey DRIVING_KEY = new DeviceKey(1, 0, DRIVING);
  private static final String BUTTON = "button";
  private static final String IDLE = mission("IDLE");
  private static final String DRIVE = mission("DRIVE");
  private static final String STOPPED = mission("ERROR");
  private static final String PRESSED = "{\"pressed\": true}";
  private static final String RELEASED = "{\"pressed\": false}";

  private static Gateway gateway;
  private static int broker;
  private static int vehicles;

  @Inject private BundleContext context;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Relay gatewayLink;
  private Relay cloudLink;
  private Cloud cloud;
  private String vehicle;

  /** Makes the container of all tests. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Gives the gateway, which is started once, the name of another vehicle. */
  @Before
  public void start() throws Exception {
    if (gateway == null) {
      startGateway();
    }
    gatewayLink = opened(new Relay(broker));
    cloudLink = opened(new Relay(broker));
    vehicle = "car" + ++vehicles;
    gateway.configure(
        "gateway.external.endpoint~cloud", Map.of("host", "127.0.0.1", "port", gatewayLink.port()));
    gateway.configure(
        "gateway.external",
        Map.ofEntries(
            Map.entry("company", COMPANY),
            Map.entry("vehicle", vehicle),
            Map.entry("sequence-timeout", 1000),
            Map.entry("status-deadline", 1500),
            Map.entry("command-deadline", 5000),
            Map.entry("retry-delay", 200),
            Map.entry("notification-delay", 200),
            Map.entry("settle-time", 50)));
    gateway.await("the endpoint serves " + vehicle, this::hasEndpoint);
    gateway.await("the devices of the test before are gone", () -> devices() == 0);
    cloud =
        opened(
            new Cloud(
                new BrokerAddress("127.0.0.1", cloudLink.port(), COMPANY, vehicle),
                () -> gateway.explain()));
  }

  private void startGateway() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broker = free.getLocalPort();
    }
    Gateway started = new Gateway(context);
    started.configure("gateway.broker", Map.of("port", broker));
    started.deploy("modules.mission");
    started.deploy("modules.caraccessory");
    started.start(broker);
    gateway = started;
  }

  private boolean hasEndpoint() throws Exception {
    return !context
        .getServiceReferences(
            EndpointView.class,
            "(&(vehicle=" + COMPANY + '/' + vehicle + ")(address=*:" + gatewayLink.port() + "))")
        .isEmpty();
  }

  private int devices() {
    return gateway.view(DevicesView.class, view -> view.devices().size()).orElse(0);
  }

  private EndpointSnapshot endpoint() {
    return gateway.view(EndpointView.class, EndpointView::snapshot).orElseThrow();
  }

  /** Closes the devices, the server and the ways to the broker. */
  @After
  public void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private <T extends AutoCloseable> T opened(T what) {
    opened.add(what);
    return what;
  }

  /** A driving device in an established session. */
  private TestDevice drivingInSession() throws Exception {
    cloud.start();
    TestDevice driving = driving();
    driving.exchange(IDLE);
    cloud.await("running");
    return driving;
  }

  /** A button that has joined the session. */
  private TestDevice buttonInSession() throws Exception {
    TestDevice button = button();
    button.exchange(RELEASED);
    cloud.await("CONNECTING button");
    return button;
  }

  private TestDevice driving() throws Exception {
    return opened(gateway.connect(1, DRIVING));
  }

  private TestDevice button() throws Exception {
    return opened(gateway.connect(2, BUTTON));
  }

  private static String mission(String state) {
    return "{\"state\":\"" + state + "\",\"telemetry\":{\"speed\":0},\"nextStop\":null}";
  }

  private static String order(String route) {
    return "{\"action\":\"START\",\"route\":\"" + route + "\",\"stops\":[]}";
  }

  /** Presses and releases, as often as asked for. */
  private static void press(TestDevice button, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      button.exchange(PRESSED);
      button.exchange(RELEASED);
    }
  }

  private void pressInSession(TestDevice button) throws Exception {
    press(button, 1);
    cloud.await("RUNNING button " + PRESSED);
    cloud.await("RUNNING button " + RELEASED);
  }

  /** To be called when the server has seen everything: the device is answered before it. */
  private void awaitAcknowledged() throws Exception {
    gateway.await(
        "the server has acknowledged everything",
        () -> {
          EndpointSnapshot now = endpoint();
          return now.load().inFlight() == 0
              && now.load().queued() == 0
              && now.load().undelivered() == 0;
        });
  }

  private Bundle bundle(String name) {
    return gateway.bundles(name).get(0);
  }

  @Test
  public void theFirstConnectIsOneStatusOneCommandAndThenRunning() throws Exception {
    TestDevice driving = drivingInSession();
    driving.exchange(DRIVE);
    cloud.await("RUNNING");
    assertEquals(
        List.of(
            "session driving",
            "CONNECTING driving " + IDLE,
            "command driving ",
            "OK driving ",
            "running",
            "RUNNING driving " + DRIVE),
        cloud.events().subList(cloud.events().indexOf("listening") + 1, cloud.events().size()));
  }

  @Test
  public void aDeviceThatJoinsLaterIsIntroducedInTheSameSession() throws Exception {
    TestDevice driving = drivingInSession();
    TestDevice button = button();
    button.exchange(RELEASED);
    assertEquals("CONNECTING button " + RELEASED, cloud.await("CONNECTING button"));
    button.exchange(PRESSED);
    cloud.await("RUNNING button " + PRESSED);
    driving.exchange(DRIVE);
    cloud.await("RUNNING driving " + DRIVE);
    assertEquals(1, cloud.count("session"));
  }

  @Test
  public void oneOfTwoLeavesAndTheOtherGoesOn() throws Exception {
    TestDevice driving = drivingInSession();
    TestDevice button = buttonInSession();
    button.close();
    cloud.await("DISCONNECT button " + RELEASED);
    driving.exchange(DRIVE);
    cloud.await("RUNNING driving " + DRIVE);
    assertEquals(1, cloud.count("session"));
    assertEquals(1, cloud.count("DISCONNECT"));
  }

  @Test
  public void theLastDeviceLeavesAndReturns() throws Exception {
    TestDevice driving = drivingInSession();
    driving.close();
    cloud.await("DISCONNECT driving " + IDLE);
    cloud.await("ended: no device is connected");
    driving = driving();
    driving.exchange(DRIVE);
    cloud.await("session driving");
    cloud.await("CONNECTING driving " + DRIVE);
    cloud.await("running");
    driving.exchange(IDLE);
    cloud.await("RUNNING driving " + IDLE);
  }

  @Test
  public void aRestartedServerGetsANewSession() throws Exception {
    TestDevice driving = drivingInSession();
    String before = cloud.session();
    cloud.close();
    driving.exchange(DRIVE);
    cloud.start();
    cloud.await("CONNECTING driving " + DRIVE);
    cloud.await("running");
    assertNotEquals(before, cloud.session());
    driving.exchange(IDLE);
    cloud.await("RUNNING driving " + IDLE);
  }

  @Test
  public void aServerThatVanishedIsNoticedByItsSilence() throws Exception {
    TestDevice driving = drivingInSession();
    awaitAcknowledged();
    cloudLink.cut();
    cloud.await("ended: connection to the broker lost");
    driving.exchange(DRIVE);
    cloudLink.restore();
    cloud.await("session driving");
    assertEquals("CONNECTING driving " + DRIVE, cloud.await("CONNECTING driving"));
    cloud.await("running");
  }

  @Test
  public void aRestartedBrokerGetsBothSidesBack() throws Exception {
    cloud.start();
    TestDevice button = button();
    button.exchange(RELEASED);
    cloud.await("running");
    awaitAcknowledged();
    bundle("gateway.broker").stop();
    cloud.await("ended: connection to the broker lost");
    press(button, 1);
    bundle("gateway.broker").start();
    cloud.await("session button");
    cloud.await("CONNECTING button " + RELEASED);
    cloud.await("running");
    press(button, 1);
    cloud.await("RUNNING button " + RELEASED);
  }

  @Test
  public void aGatewayRestartedInsideALiveSessionLosesItsFirstConnectAndComesBack()
      throws Exception {
    TestDevice driving = drivingInSession();
    awaitAcknowledged();
    // Without its link it cannot say goodbye, as one that was killed.
    gatewayLink.cut();
    gateway.await("the gateway has lost its link", () -> endpoint().link().session().isEmpty());
    bundle("gateway.external").stop();
    gatewayLink.restore();
    bundle("gateway.external").start();
    gateway.await("the endpoint is back", this::hasEndpoint);
    driving.exchange(DRIVE);
    cloud.await("ended: Connect of another session");
    cloud.await("session driving");
    cloud.await("CONNECTING driving " + DRIVE);
    cloud.await("running");
    driving.exchange(IDLE);
    cloud.await("RUNNING driving " + IDLE);
    assertEquals(0, cloud.count("DISCONNECT"));
  }

  @Test
  public void anOrderlyStopWithdrawsEveryDevice() throws Exception {
    TestDevice driving = drivingInSession();
    TestDevice button = buttonInSession();
    List<Bundle> downwards =
        List.of(
            bundle("gateway.internalserver"),
            bundle("gateway.handler"),
            bundle("gateway.external"));
    for (Bundle stage : downwards) {
      stage.stop();
    }
    driving.awaitClosed();
    button.awaitClosed();
    cloud.await("ended: no device is connected");
    assertEquals(1, cloud.count("DISCONNECT driving " + IDLE));
    assertEquals(1, cloud.count("DISCONNECT button " + RELEASED));
    for (Bundle stage : downwards) {
      stage.start();
    }
    driving = driving();
    driving.exchange(DRIVE);
    cloud.await("CONNECTING driving " + DRIVE);
    cloud.await("running");
  }

  @Test
  public void anUnchangedStatusKeepsTheSession() throws Exception {
    cloud.endSessionsAfter(Duration.ofSeconds(2));
    cloud.start();
    gateway.configure("gateway.handler", Map.of("status-period", 500));
    try {
      TestDevice driving = driving();
      gateway.await(
          "the session has outlived the server's patience twice",
          () -> {
            driving.exchange(IDLE);
            return cloud.count("RUNNING driving " + IDLE) >= 9;
          });
      assertEquals(1, cloud.count("session"));
      assertEquals(0, cloud.count("ended"));
    } finally {
      gateway.configure("gateway.handler", Map.of());
    }
  }

  @Test
  public void aCommandOutOfOrderLeadsToANewSession() throws Exception {
    TestDevice driving = drivingInSession();
    String before = cloud.session();
    publish(
        ExternalServer.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setSessionId(before)
                    .setMessageCounter(41)
                    .setDeviceCommand(
                        DeviceCommand.newBuilder()
                            .setDevice(
                                Device.newBuilder().setModuleValue(1).setDeviceRole(DRIVING))))
            .build());
    cloud.await("session driving");
    cloud.await("CONNECTING driving " + IDLE);
    cloud.await("running");
    assertNotEquals(before, cloud.session());
    driving.exchange(DRIVE);
    cloud.await("RUNNING driving " + DRIVE);
  }

  private void publish(ExternalServer message) throws Exception {
    try (MqttClient client =
        new MqttClient("tcp://127.0.0.1:" + broker, "intruder", new MemoryPersistence())) {
      client.connect();
      client.publish(COMPANY + '/' + vehicle + "/external_server", message.toByteArray(), 1, false);
      client.disconnect();
    }
  }

  @Test
  public void everyPressOfAnOutageCountsExactlyOnce() throws Exception {
    cloud.start();
    TestDevice button = button();
    button.exchange(RELEASED);
    cloud.await("running");
    pressInSession(button);
    pressInSession(button);
    awaitAcknowledged();
    cloud.close(); // the broker is there, every Connect is lost
    press(button, 3);
    gateway.await("an attempt has failed", () -> endpoint().load().undelivered() == 1);
    press(button, 2);
    gatewayLink.cut(); // now the broker is away too
    press(button, 4);
    gateway.await(
        "the broker is known to be away",
        () -> endpoint().link().state() == EndpointView.State.NOT_CONNECTED);
    press(button, 1);
    cloud.start();
    gatewayLink.restore();
    assertEquals(
        "CONNECTING button "
            + RELEASED
            + " error {\"pressed_count\": 10, \"not_pressed_count\": 9, \"total_statuses\": 19}",
        cloud.await("CONNECTING button"));
    cloud.await("running");
    pressInSession(button);
    awaitAcknowledged();
    gatewayLink.cut();
    gateway.await("the gateway has lost its link", () -> endpoint().link().session().isEmpty());
    gatewayLink.restore();
    assertEquals("CONNECTING button " + RELEASED, cloud.await("CONNECTING button"));
  }

  @Test
  public void aDeviceOfAnotherPriorityIsServedAndMakesWayForAStrongerOne() throws Exception {
    cloud.start();
    TestDevice weak = opened(gateway.connect(1, DRIVING, 3));
    weak.exchange(IDLE);
    cloud.await("session driving:3");
    cloud.await("CONNECTING driving:3 " + IDLE);
    cloud.await("running");
    cloud.command(DRIVING_KEY, order("R1"));
    cloud.await("OK driving " + order("R1"));
    assertEquals(order("R1"), weak.exchange(DRIVE));
    cloud.await("RUNNING driving:3 " + DRIVE);
    TestDevice strong = opened(gateway.connect(1, DRIVING, 1));
    weak.awaitClosed();
    strong.exchange(STOPPED);
    cloud.await("DISCONNECT driving:3 " + DRIVE);
    cloud.await("CONNECTING driving:1 " + STOPPED);
    strong.exchange(IDLE);
    cloud.await("RUNNING driving:1 " + IDLE);
  }

  @Test
  public void aModuleThatTheServerDoesNotKnowIsRefusedAndTheOthersGoOn() throws Exception {
    TestDevice driving = driving();
    TestDevice button = button();
    driving.exchange(IDLE);
    button.exchange(RELEASED);
    cloud.knowOnly(ServerModules.of(Map.of(2, DeviceTypes.ALL)));
    cloud.start();
    cloud.await("ended: first status of the unknown module");
    cloud.await("session button");
    cloud.await("CONNECTING button " + RELEASED);
    cloud.await("running");
    assertFalse(driving.exchange(DRIVE).isEmpty());
    button.exchange(PRESSED);
    cloud.await("RUNNING button " + PRESSED);
    assertEquals(1, cloud.count("running"));
  }

  @Test
  public void anInvalidCommandIsAnsweredAndDoesNotReachTheDevice() throws Exception {
    cloud.start();
    TestDevice driving = driving();
    String first = driving.exchange(IDLE);
    cloud.await("running");
    cloud.command(DRIVING_KEY, "{\"action\":\"FLY\"}");
    cloud.await("INVALID_COMMAND driving");
    assertEquals(first, driving.exchange(DRIVE));
    cloud.command(DRIVING_KEY, order("R1"));
    cloud.await("OK driving " + order("R1"));
    assertEquals(order("R1"), driving.exchange(DRIVE));
    assertEquals(1, cloud.count("session"));
  }

  @Test
  public void ofABurstTheLastThreeCommandsReachTheDeviceOneByOne() throws Exception {
    TestDevice driving = drivingInSession();
    for (int i = 1; i <= 5; i++) {
      cloud.command(DRIVING_KEY, order("R" + i));
    }
    cloud.await("OK driving " + order("R5"));
    assertEquals(order("R3"), driving.exchange(IDLE));
    assertEquals(order("R4"), driving.exchange(IDLE));
    assertEquals(order("R5"), driving.exchange(IDLE));
    assertEquals(order("R5"), driving.exchange(IDLE));
    assertTrue(cloud.events().contains("OK driving " + order("R1")));
  }
}
