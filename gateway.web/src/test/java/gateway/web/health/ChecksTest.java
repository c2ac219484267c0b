package gateway.web.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.Settings;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import gateway.api.view.EndpointView;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Outcome;
import gateway.api.view.StoreView;
import gateway.web.ContainerParts;
import gateway.web.TestContainer;
import gateway.web.health.Finding.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChecksTest {

  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private final TestContainer views = new TestContainer();
  private long seconds;

  private static Steady steady() {
    return new Steady(GRACE, SETTLE);
  }

  private Level level(Check check) {
    return look(check).level();
  }

  private Finding look(Check check) {
    return check.look(views.views, TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aPortThatIsNotOpenYetIsNoFailureBeforeTheGraceHasPassed() {
    Check check = new DevicePortCheck(steady());
    views.closePort();
    assertEquals(Level.WARN, level(check));
    seconds = 29;
    assertEquals(Level.WARN, level(check));
    seconds = 30;
    assertEquals(Level.CRITICAL, level(check));
    views.openPort();
    assertEquals(Level.CRITICAL, level(check), "just opened");
    seconds = 40;
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aPartThatDoesNotBelongToTheContainerIsNotMissed() {
    views.closePort();
    views.endpoint("cloud", EndpointView.State.NOT_CONNECTED, "");
    HealthBoard board =
        new HealthBoard(
            views.views,
            new ContainerParts("gateway.handler"::equals),
            HealthBoard.checks(ChecksTest::steady),
            () -> TimeUnit.SECONDS.toNanos(seconds));
    board.look();
    seconds = 1000;
    assertEquals(List.of(), board.troubles());
    for (Check check : HealthBoard.checks(ChecksTest::steady)) {
      assertEquals(Finding.ok(check.absent()), board.look(check), check.name());
    }
  }

  @Test
  void whereAllStagesAreInOneContainerNoneIsMissed() {
    HealthBoard board =
        new HealthBoard(
            views.views,
            new ContainerParts(bundle -> !bundle.equals("gateway.ipc")),
            List.of(),
            () -> 0);
    assertEquals(
        Finding.ok("all stages are in this container"),
        board.look(new StagesCheck(ChecksTest::steady)));
  }

  @Test
  void aStageThatIsAwayIsMissedAfterTheGraceAndBelievedWhenItHasSettled() {
    Check check = new StagesCheck(ChecksTest::steady);
    views.stages(true, true);
    assertEquals(Finding.ok("broker connected, present: internal-server"), look(check));
    views.stages(true, false);
    assertEquals(Finding.warn("internal-server is away"), look(check));
    seconds = 30;
    assertEquals(Finding.critical("internal-server is away"), look(check));
    views.stages(true, true);
    assertEquals(
        Finding.critical("internal-server is here again, but only for a moment"), look(check));
    seconds = 40;
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aStageThatIsRestartedDoesNotTakeHealthDown() {
    Check check = new StagesCheck(ChecksTest::steady);
    views.stages(true, false);
    level(check);
    seconds = 29;
    assertEquals(Level.WARN, level(check));
    views.stages(true, true);
    assertEquals(Level.WARN, level(check));
    seconds = 39;
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aStageThatComesAndGoesIsNotHealthy() {
    Check check = new StagesCheck(ChecksTest::steady);
    for (seconds = 0; seconds <= 30; seconds += 5) {
      views.stages(true, seconds % 10 == 5);
      level(check);
    }
    views.stages(true, true);
    assertEquals(Level.CRITICAL, level(check));
  }

  @Test
  void modulesOfAnotherVersionAtAnotherStageAreNamedHoweverLong() {
    Check check = new StagesCheck(ChecksTest::steady);
    String difference = "7: m 1 here, m 2 at internal-server";
    views.stages(true, true, difference);
    assertEquals(Finding.warn("module " + difference), look(check));
    seconds = 1000;
    assertEquals(Finding.warn("module " + difference), look(check));
    views.stages(true, true);
    assertEquals(Level.OK, level(check));
  }

  @Test
  void theBrokerOfTheStagesIsMissedWithTheReason() {
    Check check = new StagesCheck(ChecksTest::steady);
    views.stages(false, true);
    assertEquals(Finding.warn("broker h:1883 is not connected: Connection refused"), look(check));
    seconds = 30;
    assertEquals(Level.CRITICAL, level(check));
  }

  @Test
  void aStageThatDoesNotLookForTheOthersIsMissedToo() {
    Check check = new StagesCheck(ChecksTest::steady);
    assertEquals(Level.WARN, level(check));
    seconds = 30;
    assertEquals(Finding.critical("the other stages are not looked for"), look(check));
  }

  @Test
  void modulesThatDifferBetweenStagesAreAWarningHoweverLong() {
    Check check = new StagesCheck(ChecksTest::steady);
    views.stages(true, true, "7: m 1 here, m 2 at internal-server");
    level(check);
    seconds = 1000;
    assertEquals(Finding.warn("module 7: m 1 here, m 2 at internal-server"), look(check));
  }

  @Test
  void aStageThatIsAwayIsNoReasonForARestart() {
    assertEquals(List.of(Check.READY), new StagesCheck(ChecksTest::steady).tags());
  }

  @Test
  void aPartThatBelongsToTheContainerIsMissed() {
    views.closePort();
    HealthBoard board =
        new HealthBoard(
            views.views,
            new ContainerParts("gateway.internalserver"::equals),
            HealthBoard.checks(ChecksTest::steady),
            () -> TimeUnit.SECONDS.toNanos(seconds));
    board.look();
    seconds = 1000;
    assertEquals(
        List.of("device port: closed: no device can connect"),
        board.troubles().stream().map(t -> t.about() + ": " + t.text()).toList());
  }

  @Test
  void aLaneThatDoesNotComeToItsWorkIsCritical() {
    views.lanes.add(new LaneSnapshot(7, 1, Duration.ofSeconds(5)));
    assertEquals(Level.OK, level(new LanesCheck()));
    views.lanes.add(new LaneSnapshot(-1, 1, Duration.ofSeconds(6)));
    Finding finding = look(new LanesCheck());
    assertEquals(Level.CRITICAL, finding.level());
    assertTrue(finding.message().contains("module 4294967295"), finding.message());
  }

  @Test
  void twoThreadsMayBeLostToModulesAndNotThree() {
    views.lostCalls(2);
    assertEquals(Level.WARN, level(new LanesCheck()));
    views.lostCalls(3);
    Finding finding = look(new LanesCheck());
    assertEquals(Level.CRITICAL, finding.level());
    assertTrue(finding.message().contains("m 1.1.0 in aggregate"), finding.message());
  }

  @Test
  void aStoreThatCannotBeWrittenIsCriticalWhenItStays() {
    Check check = new StoreCheck(steady());
    views.store(StoreView.State.DEGRADED, "No space left on device", 0);
    assertEquals(Level.WARN, level(check));
    seconds = 30;
    Finding finding = look(check);
    assertEquals(Level.CRITICAL, finding.level());
    assertTrue(finding.message().contains("No space left on device"), finding.message());
    views.store(StoreView.State.OK, "", 0);
    assertEquals(Level.CRITICAL, level(check), "just recovered");
    seconds = 40;
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aStoreThatIsNearlyFullIsAWarning() {
    views.store(StoreView.State.OK, "", 900);
    assertEquals(Level.OK, level(new StoreCheck(steady())));
    views.store(StoreView.State.OK, "", 901);
    assertEquals(Level.WARN, level(new StoreCheck(steady())));
  }

  @Test
  void anIdleEndpointIsHealthy() {
    Check check = new EndpointsCheck(ChecksTest::steady);
    views.endpoint("cloud", EndpointView.State.NOT_INITIALIZED, "");
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aSessionThatIsLostForAMomentDoesNotTakeHealthDown() {
    Check check = new EndpointsCheck(ChecksTest::steady);
    views.endpoint("cloud", EndpointView.State.NOT_CONNECTED, "Connection refused");
    assertEquals(Level.WARN, level(check));
    seconds = 19;
    assertEquals(Level.WARN, level(check));
    seconds = 20;
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    assertEquals(Level.WARN, level(check));
    seconds = 30;
    assertEquals(Level.OK, level(check));
  }

  @Test
  void aSessionThatComesAndGoesIsNotHealthy() {
    Check check = new EndpointsCheck(ChecksTest::steady);
    for (seconds = 0; seconds <= 30; seconds += 5) {
      boolean up = seconds % 10 == 5;
      views.endpoint(
          "cloud",
          up ? EndpointView.State.CONNECTED : EndpointView.State.CONNECTING,
          up ? "" : "the server does not answer");
      level(check);
    }
    seconds = 35;
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    Finding finding = look(check);
    assertEquals(Level.CRITICAL, finding.level());
    assertTrue(finding.message().contains("again"), finding.message());
  }

  @Test
  void everyEndpointHasItsOwnGraceAndIsNamed() {
    Check check = new EndpointsCheck(ChecksTest::steady);
    views.endpoint("a", EndpointView.State.CONNECTED, "");
    views.endpoint("b", EndpointView.State.NOT_CONNECTED, "Connection refused");
    level(check);
    seconds = 31;
    Finding finding = look(check);
    assertEquals(Level.CRITICAL, finding.level());
    assertEquals("endpoint b at h:1 has no session: Connection refused", finding.message());
  }

  @Test
  void aModuleInQuarantineIsAWarningWhereAnotherVersionServes() {
    Check check = new ModulesCheck();
    views.module(7, "1.1.0", State.QUARANTINED, "it keeps failing");
    assertEquals(Level.CRITICAL, level(check));
    views.module(7, "1.0.0", State.SERVING, "");
    Finding finding = look(check);
    assertEquals(Level.WARN, finding.level());
    assertTrue(finding.message().contains("7 m 1.1.0 is set aside: it keeps failing"));
  }

  @Test
  void aRefusedJarIsAWarningWithItsReason() {
    Check check = new DeploymentsCheck();
    views.deployments.add(new DeploymentSnapshot("x.jar", "", DeploymentsView.State.ARRIVING, ""));
    assertEquals(Level.OK, level(check));
    views.deployments.add(
        new DeploymentSnapshot("y.jar", "", DeploymentsView.State.REFUSED, "it is no bundle"));
    assertEquals(Finding.warn("y.jar refused: it is no bundle"), look(check));
  }

  private void deploy(String file, Outcome.Kind kind, String text) {
    views.deployments.add(
        new DeploymentSnapshot(
            file, "m 1.0.0", DeploymentsView.State.STARTED, "", new Outcome(kind, text)));
  }

  @Test
  void whatStandsByOrWaitsForItsNumberIsNoFaultAndWhatOffersNoModuleIs() {
    Check check = new DeploymentsCheck();
    deploy("a.jar", Outcome.Kind.SERVES, "serves 1 (types 0,1)");
    deploy("b.jar", Outcome.Kind.STANDS_BY, "stands by: 1.2.0 is newer");
    deploy("c.jar", Outcome.Kind.WAITS, "waits: number 7 belongs to modules.x");
    assertEquals(Level.OK, level(check));
    deploy(
        "d.jar", Outcome.Kind.OFFERS_NO_MODULE, "offers no module: reference to X is unsatisfied");
    deploy("e.jar", Outcome.Kind.REFUSES, "waiting: refuses 2 of 2 statuses that 1.0.0 accepts");
    assertEquals(
        Finding.warn(
            "d.jar offers no module: reference to X is unsatisfied;"
                + " e.jar waiting: refuses 2 of 2 statuses that 1.0.0 accepts"),
        look(check));
  }

  @Test
  void nothingServedIsHealthyOnlyWhereNothingWasDeployed() {
    Check check = new ModulesCheck();
    assertEquals(Finding.ok("0 serve"), look(check));
    deploy("a.jar", Outcome.Kind.ARRIVES, "arrives");
    assertEquals(Level.WARN, level(check));
    deploy("b.jar", Outcome.Kind.OFFERS_NO_MODULE, "offers no module: no component");
    assertEquals(Level.CRITICAL, level(check));
    views.module(7, "1.0.0", State.SERVING, "");
    assertEquals(Finding.ok("1 serve"), look(check));
  }

  @Test
  void aVersionThatRefusesWhatTheOneBeforeAcceptsIsAWarning() {
    Check check = new ModulesCheck();
    views.module(7, "1.0.0", State.SERVING, "");
    views.module(7, "1.1.0", State.REFUSING, "refuses 50 of 50 statuses that 1.0.0 accepts");
    assertEquals(
        Finding.warn(
            "module 7 m 1.1.0 is waiting: refuses 50 of 50 statuses that 1.0.0 accepts;"
                + " another version serves"),
        look(check));
  }

  @Test
  void aDeployerThatDoesNotRunChecksNoSignature() {
    Check check = new DeploymentsCheck();
    assertEquals(Level.OK, level(check));
    views.views.set(DeploymentsView.class);
    assertEquals(Level.WARN, level(check));
  }

  private record FileSettings(List<String> notInForce) implements Settings {
    @Override
    public List<Setting> settings() {
      return List.of();
    }

    @Override
    public void change(String pid, Map<String, Object> values) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aConfigurationOnTheDiskThatIsNotInForceIsAWarning() {
    Check check = new ConfigurationCheck();
    views.views.set(Settings.class, new FileSettings(List.of()));
    assertEquals(Level.OK, level(check));
    views.views.set(Settings.class, new FileSettings(List.of("gateway.handler.x is no key")));
    assertEquals(
        Finding.warn("the file is not in force: gateway.handler.x is no key"), look(check));
  }

  @Test
  void aModuleThatRefusesMostStatusesOfTheLastMinuteIsNamed() {
    Check check = new ModulesCheck();
    views.module(7, "1.1.0", State.SERVING, "");
    views.totals(7, "0", 1000, 0);
    views.totals(7, "1", 1000, 0);
    assertEquals(Level.OK, level(check));
    seconds = 30;
    views.totals(7, "0", 1060, 0);
    views.totals(7, "1", 1004, 5);
    assertEquals(
        Finding.warn(
            "module 7 m 1.1.0 has refused 5 of 9 statuses of device type 1 in the last minute"),
        look(check));
    for (seconds = 60; seconds <= 95; seconds += 5) {
      level(check);
    }
    assertEquals(Level.OK, level(check));
  }

  @Test
  void oneDeviceThatSendsAWrongStatusNowAndThenIsNoFaultOfItsModule() {
    Check check = new ModulesCheck();
    views.module(7, "1.1.0", State.SERVING, "");
    views.totals(7, "0", 1000, 0);
    level(check);
    views.totals(7, "0", 1000, 2);
    assertEquals(Level.OK, level(check));
  }

  @Test
  void troublesAreInWordsAndTheWorstComesFirst() {
    HealthBoard board =
        new HealthBoard(
            views.views,
            new ContainerParts(bundle -> true),
            List.of(new DeploymentsCheck(), new ModulesCheck()),
            () -> 0);
    assertEquals(List.of(), board.troubles());
    views.deployments.add(
        new DeploymentSnapshot("y.jar", "", DeploymentsView.State.REFUSED, "it is no bundle"));
    views.module(7, "1.1.0", State.QUARANTINED, "it failed");
    assertEquals(
        List.of("modules true", "deployments false"),
        board.troubles().stream().map(t -> t.about() + ' ' + t.critical()).toList());
    assertEquals("y.jar refused: it is no bundle", board.troubles().get(1).text());
  }

  @Test
  void everyTroubleSaysWhatToDo() {
    for (Check check : HealthBoard.checks(ChecksTest::steady)) {
      assertTrue(check.advice().length() > 30, check.name());
    }
  }

  @Test
  void aDeviceThatIsLeftOutIsNamedWithTheSizeOfItsMessage() {
    Check check = new EndpointsCheck(ChecksTest::steady);
    views.leftOut = List.of(TestContainer.LEFT_OUT);
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    assertEquals(
        Finding.warn(
            "endpoint cloud leaves out device 3/0/x: its message of 30112 bytes ended the link"
                + " twice"),
        look(check));
  }
}
