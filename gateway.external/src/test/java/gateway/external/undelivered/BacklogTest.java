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
          public void quiet() {
            quiet++;
          }
        });
  }

  private void add(String role, String text) {
    StatusReport report = new StatusReport(Setup.device(role), Payload.ofText(text), false);
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
    return of(role).lastStatus().map(report -> report.status().toText()).orElse("none");
  }

  private String error(String role) {
    return of(role).error.map(Payload::toText).orElse("none");
  }

  @Test
  void statusesAreFoldedInOrderAndThoseOfADeviceOneAfterTheOther() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
    add("a", "3");
    add("b", "x");
    assertEquals(2, stages.folds);
    assertFalse(device("a").isQuiet());
    assertEquals("none", last("a"));
    assertEquals("none", error("a"));
    stages.hungFolds.remove().run();
    assertEquals("1", error("a"));
    assertEquals("1", last("a"));
    assertEquals("none", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("x", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("1,2,3", error("a"));
    assertEquals(3, stages.folds);
    assertEquals(2, quiet);
  }

  @Test
  void aModuleThatIsNotThereYetIsAwaitedAndOneThatFailsIsNot() {
    stages.absent = true;
    add("a", "1");
    time.advance(Duration.ofHours(1));
    assertFalse(device("a").isQuiet());
    assertFalse(backlog.canBeQuiet(device("a")));
    stages.absent = false;
    stages.numbers.remove(1);
    add("a", "2");
    time.advance(Duration.ofHours(1));
    assertFalse(backlog.canBeQuiet(device("a")));
    stages.arrive(1);
    time.runDue();
    assertEquals("1,2", error("a"));
    assertEquals(0, backlog.lost());
    stages.foldsFail = true;
    add("a", "3");
    time.runDue();
    assertEquals("1,2", error("a"));
    assertEquals("3", last("a"));
    assertEquals(1, backlog.lost());
    assertTrue(device("a").isQuiet());
  }

  @Test
  void whatTheFormerRegistryHasNotFoldedTheNextOneFolds() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
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
    var folding = of("a").folding.orElseThrow();
    backlog.close();
    assertTrue(folding.isCancelled());
    time.advance(Duration.ofSeconds(1));
    assertEquals(1, of("a").waiting.size(), "to be stored as it is");
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
    assertEquals("1", error("a"));
    backlog.hold(device("a"));
    add("a", "2");
    assertEquals("1", error("a"));
    backlog.release(device("a"), Optional.empty());
    assertEquals("1,2", error("a"));
    backlog.hold(device("a"));
    add("a", "3");
    backlog.delivered(device("a"));
    assertEquals("3", error("a"));
    backlog.delivered(device("a"));
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
    assertTrue(kept > 80 && kept < 100, kept + " devices");
    assertEquals(10_000 - kept, backlog.lost());
    add("d0", "2");
    time.runDue();
    assertEquals("2", last("d0"));
    backlog.delivered(device("d1"));
    backlog.delivered(device("d2"));
    add("late", "x");
    assertEquals("x", error("late"));
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
    assertTrue(size > 3000 && size < 5000, size + " bytes");
    assertEquals("2999", last("a"));
    assertTrue(backlog.lost() > 1000);
  }
}
