package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import gateway.api.stage.ModuleTrials;
import gateway.api.view.DeploymentsView.State;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** Modules are installed, replaced and removed at run time without an effect on others. */
@RunWith(PaxExam.class)
public class HotDeploymentIT {

  private static final int NUMBER = 77;
  private static final String MISSION_STATUS =
      "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}";
  private static final String MISSION_COMMAND =
      "{\"action\":\"NO_ACTION\",\"route\":\"\",\"stops\":[]}";

  @Inject private BundleContext context;
  private Gateway gateway;
  private Path jar;
  private TestDevice mission;

  /** Makes the container of each test. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Starts the gateway with the mission module, whose device must never notice anything. */
  @Before
  public void start() throws Exception {
    gateway = new Gateway(context);
    gateway.deploy("modules.mission");
    gateway.start();
    jar = gateway.deploy().resolve("synthetic.jar");
    mission = gateway.connect(1, "driving");
    assertUndisturbed();
  }

  private void assertUndisturbed() throws Exception {
    assertEquals(MISSION_COMMAND, mission.exchange(MISSION_STATUS));
  }

  private void awaitAnswer(TestDevice device, String answer) throws Exception {
    gateway.await(
        "the device is answered by " + answer,
        () -> {
          assertUndisturbed();
          return device.exchange("?").equals(answer);
        });
  }

  @Test
  public void aJarThatIsThereAtTheStartServesTheFirstConnect() throws Exception {
    try (TestDevice other = TestDevice.connect(gateway.address().orElseThrow(), 1, "autonomy")) {
      assertTrue(other.isAccepted());
    }
  }

  @Test
  public void aJarDroppedInServesItsDevices() throws Exception {
    try (TestDevice refused = TestDevice.connect(gateway.address().orElseThrow(), NUMBER, "role")) {
      assertFalse(refused.isAccepted());
      refused.awaitClosed();
    }
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
    }
    assertUndisturbed();
  }

  @Test
  public void aModuleOfTheBuildDroppedInServesItsDevices() throws Exception {
    gateway.deploy("modules.caraccessory");
    try (TestDevice button = gateway.connect(2, "button")) {
      assertEquals("{\"lit_up\": false}", button.exchange("{\"pressed\": true}"));
      assertEquals("{\"lit_up\": true}", button.exchange("{\"pressed\": true}"));
    }
    assertUndisturbed();
  }

  @Test
  public void anUpdateTakesOverBetweenTwoStatuses() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
      ModuleJar.of(NUMBER, "1.1.0").writeTo(jar);
      awaitAnswer(device, "1.1.0");
      assertEquals(2, gateway.bundles(ModuleJar.name(NUMBER)).size());
      for (int i = 0; i < ModuleTrials.PROVEN_AFTER; i++) {
        assertEquals("1.1.0", device.exchange("?"));
      }
      gateway.await(
          "the old bundle is gone", () -> gateway.bundles(ModuleJar.name(NUMBER)).size() == 1);
      awaitAnswer(device, "1.1.0");
    }
  }

  @Test
  public void removedAndCopiedAgainIsAnUpdate() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      Files.delete(jar);
      ModuleJar.of(NUMBER, "1.0.1").writeTo(jar);
      awaitAnswer(device, "1.0.1");
    }
  }

  @Test
  public void theNewestOfTwoFilesServesAndGivesTheNumberBack() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      Path newer = gateway.deploy().resolve("newer.jar");
      ModuleJar.of(NUMBER, "2.0.0").writeTo(newer);
      awaitAnswer(device, "2.0.0");
      Files.delete(newer);
      awaitAnswer(device, "1.0.0");
    }
  }

  @Test
  public void aRefusedUpdateLeavesTheOldOneServing() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      ModuleJar.of(NUMBER, "1.1.0")
          .with("Import-Package", "gateway.api.module,no.such.library")
          .writeTo(jar);
      gateway.await(
          "the update is refused",
          () ->
              gateway
                  .deployment("synthetic.jar")
                  .filter(deployment -> deployment.state() == State.REFUSED)
                  .filter(deployment -> deployment.reason().contains("no.such.library"))
                  .isPresent());
      awaitAnswer(device, "1.0.0");
    }
  }

  @Test
  public void theDevicesOfARemovedModuleAreDisconnected() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
      Files.delete(jar);
      device.awaitClosed();
    }
    assertUndisturbed();
    ModuleJar.of(NUMBER, "1.0.0").writeTo(jar);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
    }
    assertUndisturbed();
  }
}
