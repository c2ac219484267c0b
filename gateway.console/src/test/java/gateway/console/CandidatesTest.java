package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Device;
import gateway.api.test.TestViews;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  private final TestViews views = new TestViews();
  private final Candidates candidates = new Candidates(views);

  private static DeviceSnapshot device(int module, String role) {
    return new DeviceSnapshot(
        Device.of(module, 0, role, "", 0), Duration.ZERO, 0, 0, 0, Duration.ZERO);
  }

  private static ModuleSnapshot module(int number, String version, ModulesView.State state) {
    return new ModuleSnapshot(number, "m", version, "*", state, "");
  }

  @Test
  void aRoleThatOnlyOneDeviceHasIsItsName() {
    views.set(DevicesView.class, () -> List.of(device(1, "a"), device(2, "a"), device(2, "b")));
    assertEquals(List.of("1/0/a", "2/0/a", "b"), candidates.devices());
  }

  @Test
  void onlyWhatWasSetAsideOrRefusedCanBeTriedAgain() {
    views.set(
        ModulesView.class,
        () ->
            List.of(
                module(1, "1.0.0", ModulesView.State.SERVING),
                module(-1, "1.0.0", ModulesView.State.QUARANTINED),
                module(-1, "1.1.0", ModulesView.State.QUARANTINED)));
    views.set(
        DeploymentsView.class,
        () ->
            List.of(
                new DeploymentSnapshot("good.jar", "m", DeploymentsView.State.STARTED, ""),
                new DeploymentSnapshot("bad.jar", "", DeploymentsView.State.REFUSED, "")));
    assertEquals(List.of("4294967295", "bad.jar"), candidates.retries());
    assertEquals(List.of("1", "4294967295"), candidates.modules());
  }

  @Test
  void aLevelComesBeforeWhoseLevelItIs() {
    views.set(DevicesView.class, () -> List.of(device(1, "a")));
    assertEquals("TRACE", candidates.levels(1).get(0));
    assertEquals(List.of("a"), candidates.levels(2));
  }

  @Test
  void whereNoStageRunsThereIsNothingToComplete() {
    assertEquals(List.of(), candidates.devices());
    assertEquals(List.of(), candidates.endpoints());
    assertEquals(List.of(), candidates.retries());
  }
}
