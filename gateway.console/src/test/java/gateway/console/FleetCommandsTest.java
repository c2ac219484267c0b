package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.State;
import gateway.api.view.LostCallsView.LostCall;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {

  private final FleetCommands commands = new FleetCommands();

  @Test
  void namesTheStageThatDoesNotRunHere() {
    assertEquals("The module registry does not run in this container.", commands.modules());
    assertEquals("The module handler does not run in this container.", commands.devices());
    assertEquals(
        "No endpoint is configured, or the external client does not run in this container.",
        commands.endpoints());
    assertEquals("The deployer does not run in this container.", commands.deployments());
  }

  @Test
  void saysWhenThereIsNothing() {
    commands.modulesViews = List.of(List::of);
    commands.devicesViews = List.of(List::of);
    commands.deploymentsViews = List.of(List::of);
    assertEquals(
        "No module is here. Put the jar of one into the deploy folder.", commands.modules());
    assertEquals("No device is connected.", commands.devices());
    assertEquals("The deploy folder is empty.", commands.deployments());
  }

  @Test
  void modules() {
    commands.modulesViews =
        List.of(
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
        commands.modules());
  }

  @Test
  void modulesWhoseCallsDoNotReturn() {
    commands.modulesViews = List.of(List::of);
    LostCall lost = new LostCall(7, "m 1.1.0", "nextCommand", Duration.ofSeconds(90));
    commands.lostCallsViews = List.of(() -> List.of(lost));
    String line =
        "m 1.1.0 does not come back from nextCommand for 1 min 30 s; its thread is lost until a"
            + " restart";
    assertEquals(
        "No module is here. Put the jar of one into the deploy folder.\n" + line,
        commands.modules());
    commands.lostCallsViews = List.of(() -> List.of(lost, lost, lost));
    assertTrue(commands.modules().endsWith("\nToo many threads are lost: restart the gateway."));
  }

  @Test
  void retry() {
    assertEquals("Nothing that is called m was set aside or refused.", commands.retry("m"));
    commands.retries =
        List.of(name -> List.of("module 7 " + name + " 1.0.0"), name -> List.of("jar m.jar"));
    assertEquals("Tried again: jar m.jar, module 7 m 1.0.0.", commands.retry("m"));
  }

  @Test
  void devices() {
    commands.devicesViews =
        List.of(
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
        commands.devices());
  }

  @Test
  void endpoints() {
    commands.endpointViews =
        List.of(
            () -> endpoint("second", State.NOT_CONNECTED, "", "connection refused"),
            () -> endpoint("first", State.CONNECTED, "abcDEF12", ""));
    assertEquals(
        """
        ENDPOINT  ADDRESS         MODULES  STATE          FOR    SESSION   DEVICES  IN FLIGHT  \
        QUEUED  UNDELIVERED  DELIVERED  REPEATED  LOST  REASON
        first     127.0.0.1:1883  *        CONNECTED      5.0 s  abcDEF12  1        2          \
        3       4            5          6         7
        second    127.0.0.1:1883  *        NOT_CONNECTED  5.0 s            1        2          \
        3       4            5          6         7     connection refused""",
        commands.endpoints());
  }

  private static EndpointSnapshot endpoint(
      String name, State state, String session, String reason) {
    return new EndpointSnapshot(
        name,
        "127.0.0.1:1883",
        "*",
        state,
        Duration.ofSeconds(5),
        reason,
        session,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void store() {
    commands.storeViews =
        List.of(
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
        commands.store());
  }

  @Test
  void deployments() {
    commands.deploymentsViews =
        List.of(
            () ->
                List.of(
                    new DeploymentSnapshot("m.jar", "m 1.0.0", DeploymentsView.State.STARTED, ""),
                    new DeploymentSnapshot(
                        "x.jar", "", DeploymentsView.State.REFUSED, "it is a folder")));
    assertEquals(
        """
        FILE   BUNDLE   STATE    REASON
        m.jar  m 1.0.0  STARTED
        x.jar           REFUSED  it is a folder""",
        commands.deployments());
  }
}
