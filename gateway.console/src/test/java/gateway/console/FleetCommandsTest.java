package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.test.TestViews;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.State;
import gateway.api.view.EventsView;
import gateway.api.view.EventsView.Event;
import gateway.api.view.LostCallsView;
import gateway.api.view.LostCallsView.LostCall;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.BrokerSnapshot;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.Outcome;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {

  private final TestViews views = new TestViews();
  private final FleetCommands commands = new FleetCommands(views, "0.1.0");

  @Test
  void namesTheStageThatDoesNotRunHere() {
    assertEquals("The module registry does not run in this container.", commands.modules(false));
    assertEquals("The module handler does not run in this container.", commands.devices(false));
    assertEquals(
        "No endpoint is configured, or the external client does not run in this container.",
        commands.endpoints(false));
    assertEquals("The deployer does not run in this container.", commands.deployments(false));
  }

  @Test
  void saysWhenThereIsNothing() {
    views.set(ModulesView.class, List::of);
    views.set(DevicesView.class, List::of);
    views.set(DeploymentsView.class, List::of);
    assertEquals(
        "No module is installed. Copy a module jar into the deploy folder.",
        commands.modules(false));
    assertEquals("No device is connected.", commands.devices(false));
    assertEquals("The deploy folder is empty.", commands.deployments(false));
  }

  @Test
  void modules() {
    views.set(
        ModulesView.class,
        () ->
            List.of(
                new ModuleSnapshot(
                    1, "modules.mission", "1.0.0", "0,1", ModulesView.State.SERVING, ""),
                new ModuleSnapshot(
                    -1, "x", "0.1.0", "*", ModulesView.State.QUARANTINED, "it failed")));
    assertEquals(
        """
        NUMBER      NAME             VERSION  DEVICE TYPES  STATE        REASON
        1           modules.mission  1.0.0    0,1           SERVING
        4294967295  x                0.1.0    *             QUARANTINED  it failed""",
        commands.modules(false));
  }

  @Test
  void modulesWhoseCallsDoNotReturn() {
    views.set(ModulesView.class, List::of);
    LostCall lost = new LostCall(7, "m 1.1.0", "nextCommand", Duration.ofSeconds(90));
    views.set(LostCallsView.class, () -> List.of(lost));
    assertEquals(
        """
        No module is installed. Copy a module jar into the deploy folder.

        THREADS LOST UNTIL A RESTART
        NUMBER  MODULE   CALL         FOR
        7       m 1.1.0  nextCommand  1 min 30 s""",
        commands.modules(false));
    views.set(LostCallsView.class, () -> List.of(lost, lost, lost));
    assertTrue(
        commands.modules(false).endsWith("\nToo many threads are lost: restart the gateway."));
  }

  @Test
  void devices() {
    views.set(
        DevicesView.class,
        () ->
            List.of(
                new DeviceSnapshot(
                    Device.of(1, 0, "driving", "car\u001b7", -1),
                    Duration.ofMillis(3_723_456),
                    1200,
                    12,
                    3,
                    Duration.ofMillis(1234)),
                new DeviceSnapshot(
                    Device.of(2, 0, "a\nb", "", 0),
                    Duration.ofMillis(61_000),
                    0,
                    0,
                    0,
                    Duration.ZERO)));
    assertEquals(
        """
        DEVICE       PRIORITY    NAME   CONNECTED  STATUSES  FORWARDED  COMMANDS  LAST
        1/0/driving  4294967295  car?7  1 h 2 min  1200      12         3         1.2 s
        2/0/a?b      0                  1 min 1 s  0         0          0         0.0 s""",
        commands.devices(false));
  }

  @Test
  void forScriptsThereIsJson() {
    views.set(
        ModulesView.class,
        () ->
            List.of(
                new ModuleSnapshot(
                    -1, "x", "0.1.0", "*", ModulesView.State.QUARANTINED, "\"it\" failed")));
    assertEquals(
        """
        [ {
          "number" : 4294967295,
          "name" : "x",
          "version" : "0.1.0",
          "deviceTypes" : "*",
          "state" : "QUARANTINED",
          "reason" : "\\"it\\" failed"
        } ]""",
        commands.modules(true).replace("\r", ""));
    assertEquals("[ ]", commands.devices(true));
    assertTrue(commands.status(true).contains("\"modulesQuarantined\" : 1"));
  }

  private static DeviceSnapshot device(int module, String role) {
    return new DeviceSnapshot(
        Device.of(module, 0, role, "", 0), Duration.ZERO, 0, 0, 0, Duration.ZERO);
  }

  @Test
  void aDeviceIsFoundByItsRoleOrByItsWholeName() {
    views.set(DevicesView.class, () -> List.of(device(1, "a"), device(2, "a"), device(2, "b")));
    views.set(
        EventsView.class,
        () ->
            List.of(
                new Event(Instant.EPOCH, "device-connected", "2/0/b", "Device 2/0/b connected"),
                new Event(Instant.EPOCH, "device-refused", "9/0/gone", "Device refused")));
    assertEquals("Several devices are called a:\n  1/0/a\n  2/0/a", commands.device(false, "a"));
    assertTrue(commands.device(false, "2/0/a").startsWith("DEVICE           2/0/a\n"));
    assertTrue(commands.device(false, "b").contains("Device 2/0/b connected"));
    String gone = commands.device(false, "gone");
    assertTrue(gone.startsWith("There is no connected device gone.\n"), gone);
    assertTrue(gone.contains("Device refused"), gone);
  }

  @Test
  void aModuleIsShownByItsUnsignedNumber() {
    views.set(
        ModulesView.class,
        () -> List.of(new ModuleSnapshot(-1, "x", "1", "*", ModulesView.State.SERVING, "")));
    views.set(DevicesView.class, () -> List.of(device(-1, "a")));
    String shown = commands.module(false, "4294967295");
    assertTrue(shown.contains("SERVING") && shown.contains("4294967295/0/a"), shown);
    assertEquals(
        "-1 is not a module number, which are 0 to 4294967295.", commands.module(false, "-1"));
  }

  @Test
  void theOverviewSaysWhatRunsElsewhere() {
    String shown = commands.status(false);
    for (String part : List.of("DEVICE PORT", "DEVICES", "MODULES", "JARS AT FAULT", "STORE")) {
      assertTrue(shown.matches("(?s).*" + part + " +not in this container.*"), shown);
    }
    assertTrue(commands.status(true).contains("\"devices\" : null"), commands.status(true));
  }

  @Test
  void theOverviewFitsOnAScreen() {
    views.set(ModulesView.class, List::of);
    views.set(EndpointView.class, () -> endpoint("cloud", State.NOT_CONNECTED, "", "no broker"));
    assertTrue(
        commands
            .status(false)
            .contains(
                "ENDPOINT cloud   NOT_CONNECTED for 5.0 s (no broker), 3 queued, 4 device(s)"
                    + " undelivered"),
        commands.status(false));
  }

  @Test
  void endpoints() {
    views.set(
        EndpointView.class,
        () -> endpoint("second", State.NOT_CONNECTED, "", "connection refused"),
        () -> endpoint("first", State.CONNECTED, "abcDEF12", ""));
    assertEquals(
        """
        ENDPOINT  ADDRESS         MODULES  STATE          FOR    SESSION   DEVICES  IN FLIGHT  \
        QUEUED  UNDELIVERED  DELIVERED  REPEATED  LOST  REASON              LEFT OUT
        first     127.0.0.1:1883  *        CONNECTED      5.0 s  abcDEF12  1        2          \
        3       4            5          6         7                         \
        device 3/0/x: its message of 30112 bytes ended the link twice
        second    127.0.0.1:1883  *        NOT_CONNECTED  5.0 s            1        2          \
        3       4            5          6         7     connection refused""",
        commands.endpoints(false));
  }

  private static EndpointSnapshot endpoint(
      String name, State state, String session, String reason) {
    return new EndpointSnapshot(
        name,
        "127.0.0.1:1883",
        "*",
        new EndpointView.Link(state, Duration.ofSeconds(5), reason, session),
        new EndpointView.Load(1, 2, 3, 4),
        new EndpointView.Counters(5, 6, 7, Map.of(), Map.of()),
        new EndpointView.Outage(Duration.ZERO, Duration.ZERO),
        state == State.CONNECTED
            ? List.of(
                new EndpointView.LeftOut(
                    new DeviceKey(3, 0, "x"),
                    EndpointView.Cause.LINK_LOST,
                    30_112,
                    Duration.ofSeconds(60)))
            : List.of());
  }

  private void stages(BrokerSnapshot broker, NeighbourSnapshot... neighbours) {
    views.set(
        NeighboursView.class,
        new NeighboursView() {
          @Override
          public String stage() {
            return "module-handler";
          }

          @Override
          public BrokerSnapshot broker() {
            return broker;
          }

          @Override
          public List<NeighbourSnapshot> neighbours() {
            return List.of(neighbours);
          }
        });
  }

  private static NeighbourSnapshot internalServer() {
    return new NeighbourSnapshot(
        "internal-server",
        true,
        Duration.ofSeconds(4),
        List.of("1 m 1.0.0", "2 io 1.1.0"),
        List.of("2: io 1.0.0 here, io 1.1.0 at internal-server"),
        0,
        0);
  }

  private static NeighbourSnapshot externalClient() {
    return new NeighbourSnapshot(
        "external-client", false, Duration.ofSeconds(3), List.of(), List.of(), 2, 5);
  }

  @Test
  void stages() {
    assertEquals("All stages are in this container.", commands.stages(false));
    stages(
        new BrokerSnapshot("127.0.0.1:1883", true, Duration.ofSeconds(61), ""),
        internalServer(),
        externalClient());
    assertEquals(
        """
        This is module-handler. Broker 127.0.0.1:1883 connected for 1 min 1 s

        STAGE            PRESENT  FOR    DEVICES WAITING  LOST  MODULES                \
        DIFFERENCES
        internal-server  yes      4.0 s  0                0     1 m 1.0.0, 2 io 1.1.0  \
        2: io 1.0.0 here, io 1.1.0 at internal-server
        external-client  no       3.0 s  2                5""",
        commands.stages(false));
    stages(new BrokerSnapshot("127.0.0.1:1883", false, Duration.ofSeconds(5), "refused"));
    assertTrue(
        commands
            .stages(false)
            .startsWith(
                "This is module-handler. Broker 127.0.0.1:1883 not connected for 5.0 s (refused)"),
        commands.stages(false));
  }

  @Test
  void stagesForScripts() {
    assertEquals(
        """
        {
          "stage" : null,
          "broker" : null,
          "stages" : [ ]
        }""",
        commands.stages(true).replace("\r", ""));
    stages(new BrokerSnapshot("127.0.0.1:1883", true, Duration.ofSeconds(5), ""), externalClient());
    assertEquals(
        """
        {
          "stage" : "module-handler",
          "broker" : {
            "address" : "127.0.0.1:1883",
            "connected" : true,
            "for" : 5000,
            "reason" : ""
          },
          "stages" : [ {
            "stage" : "external-client",
            "present" : false,
            "for" : 3000,
            "devicesWaiting" : 2,
            "lost" : 5,
            "modules" : [ ],
            "differences" : [ ]
          } ]
        }""",
        commands.stages(true).replace("\r", ""));
  }

  @Test
  void theOverviewHasTheStagesInALineWhereTheyAreApart() {
    assertFalse(commands.status(false).contains("STAGES"), commands.status(false));
    stages(
        new BrokerSnapshot("127.0.0.1:1883", true, Duration.ofSeconds(5), ""),
        internalServer(),
        externalClient());
    assertTrue(
        commands
            .status(false)
            .contains(
                "module-handler here; broker connected for 5.0 s; internal-server present for"
                    + " 4.0 s, its modules differ; external-client away for 3.0 s, 2 device(s)"
                    + " waiting"),
        commands.status(false));
  }

  @Test
  void store() {
    views.set(
        StoreView.class,
        () ->
            new StoreSnapshot(
                "/data/store",
                StoreView.State.DEGRADED,
                Duration.ofSeconds(61),
                "cannot be written: disk full",
                1_500_000,
                64_000_000,
                123));
    assertEquals(
        """
        STORE        STATE     FOR        SIZE    BOUND    WRITTEN  REASON
        /data/store  DEGRADED  1 min 1 s  1.5 MB  64.0 MB  0.0 MB   cannot be written: disk full""",
        commands.store(false));
  }

  @Test
  void deployments() {
    views.set(
        DeploymentsView.class,
        () ->
            List.of(
                new DeploymentSnapshot(
                    "m.jar",
                    "m 1.0.0",
                    DeploymentsView.State.STARTED,
                    "on trial; m 0.9.0 stays",
                    new Outcome(Outcome.Kind.SERVES, "serves 1 (types 0,1)")),
                new DeploymentSnapshot(
                    "x.jar", "", DeploymentsView.State.REFUSED, "it is a folder")));
    assertEquals(
        """
        FILE   BUNDLE   STATE    OUTCOME                  REMARK                   BEFORE
        m.jar  m 1.0.0  SERVES   serves 1 (types 0,1)     on trial; m 0.9.0 stays
        x.jar           REFUSED  refused: it is a folder""",
        commands.deployments(false));
  }
}
