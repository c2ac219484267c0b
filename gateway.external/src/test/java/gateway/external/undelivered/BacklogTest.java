package gateway.external.undelivered;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.external.base.FakeStages;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.base.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** PROTOCOL section 4.12. */
class BacklogTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final FakeStages stages = new FakeStages();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, Undelivered> devices = new HashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private int quiet;
  private Backlog backlog = backlog(20);

  private Backlog backlog(int errorMaxBytes) {
    return backlog(Setup.settings(100, errorMaxBytes), stages);
  }

  private Backlog backlog(Settings settings, Stages neighbours) {
    return new Backlog(
        new Loop(time, time::nanoTime),
        () -> settings,
        new Budget(settings.bounds().undeliveredMaxBytes()),
        neighbours,
        new Backlog.Listener() {
          @Override
          public void changed(Undelivered undelivered, List<TrackedStatus> folded) {
            // nothing is on a disk
          }

          @Override
          public void delivered(Undelivered undelivered) {
            // nothing is on a disk
          }

          @Override
          public void dropped(TrackedStatus tracked) {
            dropped.add(tracked.report.status().toText());
          }

          @Override
          public void quiet() {
            quiet++;
          }
        });
  }

  private void add(String role, String text) {
    add(role, new StatusReport(Setup.device(role), Payload.ofText(text), false));
  }

  /** The newest status is reported again, perhaps because its device leaves. */
  private void repeat(String role, String text, boolean last) {
    add(role, new StatusReport(Setup.device(role), Payload.ofText(text), last, true));
  }

  private void add(String role, StatusReport report) {
    backlog.add(
        new TrackedStatus(
            device(role),
            report,
            numbers.merge(role, 1L, Long::sum),
            0,
            new CompletableFuture<>()));
  }

  private Undelivered device(String role) {
    return devices.computeIfAbsent(role, r -> new Undelivered(Setup.device(r).key()));
  }

  private Undelivered of(String role) {
    time.runDue();
    assertFalse(device(role).isEmpty());
    return device(role);
  }

  private String last(String role) {
    TrackedStatus newest = of(role).waiting.peekLast();
    return newest == null ? "none" : newest.report.status().toText();
  }

  /** The introduction of a device was delivered. */
  private void delivered(String role) {
    backlog.delivered(device(role), device(role).first());
  }

  private String error(String role) {
    return of(role).error.map(Payload::toText).orElse("none");
  }

  @Test
  void aSingleStatusIsNotFolded() {
    add("a", "1");
    assertEquals("1", last("a"));
    assertEquals("none", error("a"));
    assertTrue(device("a").isQuiet());
    assertEquals(0, stages.folds);
  }

  @Test
  void statusesAreFoldedInOrderAndThoseOfADeviceOneAfterTheOther() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
    add("a", "3");
    add("a", "4");
    add("b", "x");
    add("b", "y");
    assertEquals(2, stages.folds);
    assertFalse(device("a").isQuiet());
    assertEquals("none", error("a"));
    stages.hungFolds.remove().run();
    assertEquals("1", error("a"));
    assertEquals("4", last("a"));
    assertEquals("none", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("x", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("1,2,3", error("a"));
    assertEquals("4", last("a"));
    assertEquals(3, stages.folds);
    assertEquals(2, quiet);
  }

  @Test
  void repetitionsAreNeverFoldedAndTakeNothingsPlace() {
    repeat("a", "0", false);
    assertTrue(device("a").isEmpty());
    assertEquals(0, backlog.size());
    add("a", "1");
    repeat("a", "1", false);
    add("a", "2");
    repeat("a", "2", false);
    repeat("a", "2", true);
    assertEquals("1", error("a"));
    assertEquals("2", last("a"));
    assertEquals(1, device("a").waiting.size());
    assertTrue(device("a").isGone(false));
    assertFalse(device("a").waiting.getLast().report.repeated());
    assertEquals(List.of("0", "1", "2", "2"), dropped);
  }

  @Test
  void theFarewellOfADeviceOfWhichEverythingWasDeliveredWithdrawsItAndIsNotFolded() {
    repeat("a", "1", true);
    assertEquals("1", last("a"));
    assertTrue(device("a").isGone(false));
    add("a", "2");
    assertEquals("2", last("a"));
    assertEquals("none", error("a"));
    assertFalse(device("a").isGone(false));
  }

  @Test
  void aStatusWhoseIntroductionIsUnderWayIsNotFoldedAndIsTheNewestAgainIfThatFails() {
    add("a", "1");
    backlog.hold(device("a"));
    repeat("a", "1", true);
    assertEquals("none", error("a"));
    backlog.release(device("a"), Optional.empty());
    assertEquals("1", last("a"));
    assertEquals("none", error("a"));
    assertTrue(device("a").isGone(false));
    backlog.hold(device("a"));
    add("a", "2");
    backlog.release(device("a"), Optional.empty());
    assertEquals("1", error("a"));
    assertEquals("2", last("a"));
  }

  @Test
  void aModuleThatIsNotThereYetIsAwaitedAndOneThatFailsIsNot() {
    stages.absent = true;
    add("a", "1");
    add("a", "2");
    time.advance(Duration.ofHours(1));
    assertFalse(device("a").isQuiet());
    assertFalse(backlog.canBeQuiet(device("a")));
    stages.absent = false;
    stages.numbers.remove(1);
    add("a", "3");
    time.advance(Duration.ofHours(1));
    assertFalse(backlog.canBeQuiet(device("a")));
    stages.arrive(1);
    time.runDue();
    assertEquals("1,2", error("a"));
    assertEquals(0, backlog.lost());
    stages.foldsFail = true;
    add("a", "4");
    time.runDue();
    assertEquals("1,2", error("a"));
    assertEquals("4", last("a"));
    assertEquals(1, backlog.lost());
    assertTrue(device("a").isQuiet());
  }

  @Test
  void whatTheFormerRegistryHasNotFoldedTheNextOneFolds() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
    add("a", "3");
    of("a").folding.orElseThrow().completeExceptionally(new ModuleException("ended"));
    stages.foldsHang = false;
    time.advance(Duration.ofSeconds(1));
    assertEquals("1,2", error("a"));
    assertEquals(0, backlog.lost());
  }

  @Test
  void whatIsClosedWaitsForNoModule() {
    stages.numbers.remove(1);
    add("a", "1");
    add("a", "2");
    var folding = of("a").folding.orElseThrow();
    backlog.close();
    assertTrue(folding.isCancelled());
    time.advance(Duration.ofSeconds(1));
    assertEquals(2, of("a").waiting.size(), "to be stored as they are");
    assertEquals(0, backlog.lost());
  }

  @Test
  void anErrorMessageThatWouldBecomeTooLargeStaysAsItWas() {
    stages.foldsHang = true;
    for (int i = 10; i < 20; i++) {
      add("a", "" + i);
    }
    stages.foldsHang = false;
    stages.hungFolds.remove().run();
    assertEquals("10,11,12,13,14,15,16", error("a"));
    assertEquals("19", last("a"));
  }

  @Test
  void whatWasDeliveredIsForgottenUnlessMoreHasCome() {
    add("a", "1");
    add("a", "2");
    assertEquals("1", error("a"));
    backlog.hold(device("a"));
    add("a", "3");
    assertEquals("1", error("a"));
    delivered("a");
    assertEquals("none", error("a"));
    assertEquals("3", last("a"));
    delivered("a");
    assertTrue(device("a").isEmpty());
  }

  @Test
  void memoryIsBoundedWhileAModuleHangs() {
    backlog = backlog(1_000_000);
    stages.foldsHang = true;
    for (int i = 0; i < 10_000; i++) {
      add("a", "1");
    }
    stages.foldsHang = false;
    stages.hungFolds.remove().run();
    time.runDue();
    assertEquals(210, error("a").split(",").length);
  }

  @Test
  void memoryIsBoundedHoweverManyDevicesComeAndGo() {
    Setup setup = new Setup();
    setup.undeliveredMaxBytes = 300_000;
    backlog = backlog(setup.settings(), stages);
    for (int i = 0; i < 10_000; i++) {
      add("d" + i, "1");
      time.runDue();
    }
    int kept = backlog.size();
    assertTrue(kept > 100 && kept < 125, kept + " devices");
    assertEquals(10_000 - kept, backlog.lost());
    add("d0", "2");
    time.runDue();
    assertEquals("2", last("d0"));
    delivered("d1");
    delivered("d2");
    add("late", "x");
    assertEquals("x", last("late"));
  }

  @Test
  void anErrorMessageThatFindsNoRoomStaysAsItWas() {
    Setup setup = new Setup();
    setup.undeliveredMaxBytes = 7000;
    setup.errorMaxBytes = 1_000_000;
    backlog = backlog(setup.settings(), stages);
    for (int i = 0; i < 3000; i++) {
      add("a", "" + i);
      time.runDue();
    }
    int size = of("a").error.orElseThrow().size();
    assertTrue(size > 3000 && size < 7000, size + " bytes");
    assertEquals("2999", last("a"));
    assertTrue(backlog.lost() > 1000);
  }

  @Test
  void largeStatusesLeaveRoomForSmallOnes() {
    Setup setup = new Setup();
    setup.undeliveredMaxBytes = 1_000_000;
    backlog = backlog(setup.settings(), stages);
    stages.foldsHang = true;
    for (int i = 0; i < 100; i++) {
      add("large" + i % 20, "x".repeat(100_000));
    }
    long lost = backlog.lost();
    assertTrue(lost > 0, "they are more than there is room for");
    for (int i = 0; i < 100; i++) {
      add("small", "" + i);
    }
    assertEquals(lost, backlog.lost());
  }
}
