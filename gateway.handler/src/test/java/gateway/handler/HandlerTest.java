package gateway.handler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.Lane;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.api.view.DevicesView.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PROTOCOL sections 3.3 to 3.7. The module of these tests sends a status whose text ends in {@code
 * !}, aggregates by joining, and answers with the command and the status.
 */
class HandlerTest {

  private static final Device DEVICE = Device.of(7, 0, "r", "n", 0);
  private static final Duration PERIOD = Duration.ofSeconds(15);
  private static final int MEMORY = 2_000_000;

  private final VirtualExecutor time = new VirtualExecutor();
  private final List<String> log = new ArrayList<>();
  private final TestModule module = new TestModule();
  private final Link link = new Link();
  private final MemoryBudget memory = new MemoryBudget(MEMORY);
  private final HandlerComponent handler =
      new HandlerComponent((int) PERIOD.toMillis(), module, module, time::nanoTime, memory);

  /** Registry and module in one. */
  private final class TestModule implements ModuleCatalog, ModuleRuntime, ModuleDevice {
    Optional<ServedModule> served = Optional.of(serving(true, false, 0, 1));
    boolean awaited;
    Lane lane = new VirtualLane(time);
    final List<String> calls = new ArrayList<>();
    String failing = "";
    Consumer<String> onCall = name -> {};
    Supplier<Payload> nextCommand;

    static ServedModule serving(boolean firstGenerates, boolean push, int... types) {
      return new ServedModule(7, "m", "1.0.0", DeviceTypes.of(types), firstGenerates, push);
    }

    private void called(String name) {
      calls.add(name);
      onCall.accept(name);
      if (name.equals(failing)) {
        throw new ModuleException(name + " fails");
      }
    }

    @Override
    public Optional<ServedModule> find(int number) {
      return served.filter(s -> s.number() == number);
    }

    @Override
    public boolean isAwaited(int number) {
      return awaited;
    }

    @Override
    public Collection<ServedModule> served() {
      return served.stream().toList();
    }

    @Override
    public Lane lane(int number) {
      return lane;
    }

    @Override
    public ModuleDevice open(DeviceKey device, Held held) {
      nextCommand = held::nextCommand;
      return this;
    }

    @Override
    public CompletableFuture<Folded> foldErrors(
        DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isStatusValid(Payload status) {
      called("isStatusValid");
      return !status.toText().startsWith("bad");
    }

    @Override
    public boolean isCommandValid(Payload command) {
      called("isCommandValid");
      return !command.toText().startsWith("bad");
    }

    @Override
    public Payload firstCommand() {
      called("firstCommand");
      return text("first");
    }

    @Override
    public boolean sendNow(Payload current, Payload status) {
      called("sendNow");
      return status.toText().endsWith("!");
    }

    @Override
    public Payload aggregate(Payload current, Payload status) {
      called("aggregate");
      return text(current.toText() + status.toText());
    }

    @Override
    public Payload nextCommand(
        Payload status, Payload current, Optional<Payload> previous, Payload command) {
      called("nextCommand");
      log.add(
          "current " + current.toText() + " previous " + previous.map(Payload::toText).orElse("-"));
      return command;
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  private final class Link implements DeviceDownlink {
    DisconnectCause cause;

    @Override
    public void command(Payload command) {
      log.add("command " + command.toText());
    }

    @Override
    public void disconnect(DisconnectCause why) {
      cause = why;
    }
  }

  private static Payload text(String text) {
    return Payload.ofText(text);
  }

  /** Whether each report was marked as a repetition. */
  private final List<Boolean> repeated = new ArrayList<>();

  private final ExternalClient cloud =
      new ExternalClient() {
        @Override
        public CompletionStage<Void> forward(StatusReport report) {
          log.add((report.last() ? "last " : "forward ") + report.status().toText());
          repeated.add(report.repeated());
          return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> forwardAgain(StatusReport report) {
          throw new AssertionError("the handler repeats nothing");
        }

        @Override
        public CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
          throw new AssertionError("the handler folds nothing");
        }
      };

  @BeforeEach
  void attach() {
    handler.bindExternalClient(cloud);
  }

  private DeviceUplink connect() {
    return handler.connect(DEVICE, link);
  }

  private DeviceUplink registered() {
    DeviceUplink uplink = connect();
    uplink.status(text("a"));
    log.clear();
    module.calls.clear();
    return uplink;
  }

  private Verdict command(String command) {
    CompletableFuture<Verdict> verdict = handler.command(DEVICE.key(), text(command));
    time.runDue();
    return verdict.join();
  }

  @Test
  void theFirstStatusIsForwardedUnchangedAfterTheAnswer() {
    connect().status(text("a"));
    assertEquals(List.of("isStatusValid", "firstCommand", "nextCommand"), module.calls);
    assertEquals(List.of("current a previous -", "command first", "forward a"), log);
  }

  @Test
  void aModuleMayAnswerTheFirstStatusWithItsFirstCommand() {
    module.served = Optional.of(TestModule.serving(false, false, 0));
    connect().status(text("a"));
    assertEquals(List.of("isStatusValid", "firstCommand"), module.calls);
  }

  @Test
  void laterStatusesAreAggregatedAndTheDeviceIsAnsweredFirst() {
    DeviceUplink uplink = registered();
    uplink.status(text("b!"));
    assertEquals(List.of("isStatusValid", "sendNow", "aggregate", "nextCommand"), module.calls);
    assertEquals(List.of("current ab! previous a", "command first", "forward ab!"), log);
  }

  @Test
  void aStatusThatIsNotSentBecomesPartOfTheCurrentOne() {
    DeviceUplink uplink = registered();
    uplink.status(text("b"));
    uplink.status(text("c!"));
    assertEquals("forward abc!", log.get(log.size() - 1));
    assertEquals(1, log.stream().filter(line -> line.startsWith("forward")).count());
  }

  @Test
  void failingAggregationKeepsTheCurrentStatus() {
    DeviceUplink uplink = registered();
    module.failing = "aggregate";
    uplink.status(text("b!"));
    assertEquals(List.of("current a previous a", "command first", "forward a"), log);
    module.failing = "sendNow";
    log.clear();
    uplink.status(text("c!"));
    assertEquals(List.of("current ac! previous a", "command first"), log);
  }

  @Test
  void aStatusThatTheModuleRefusesEndsTheConnectionWithTheLastStatus() {
    registered().status(text("bad"));
    assertEquals(DisconnectCause.INVALID_STATUS, link.cause);
    assertEquals(List.of("last a"), log);
    assertTrue(handler.devices().isEmpty());
  }

  @Test
  void anInvalidFirstStatusLeavesNothingBehind() {
    connect().status(text("bad"));
    assertEquals(DisconnectCause.INVALID_STATUS, link.cause);
    assertEquals(List.of(), log);
  }

  @Test
  void noAnswerCanBeMadeMeansTheConnectionEnds() {
    module.failing = "firstCommand";
    connect().status(text("a"));
    assertEquals(DisconnectCause.MODULE_UNAVAILABLE, link.cause);
    assertEquals(List.of(), log);
  }

  @Test
  void whatWasDoneIsCountedByModuleAndType() {
    DeviceUplink uplink = registered();
    uplink.status(text("b!"));
    uplink.status(text("c"));
    command("bad");
    for (int i = 0; i < 4; i++) {
      command("good");
    }
    uplink.status(text("bad"));
    assertEquals(List.of(new Totals(7, "0", 3, 1, 2, 4, 1, 1)), handler.totals());
  }

  @Test
  void aBurstOfFiveCommandsLeavesTheLastThreeAndThenTheLastRepeats() {
    DeviceUplink uplink = registered();
    for (int i = 1; i <= 5; i++) {
      assertEquals(Verdict.ACCEPTED, command("c" + i));
    }
    for (int i = 0; i < 5; i++) {
      uplink.status(text("."));
    }
    assertEquals(
        List.of("command c3", "command c4", "command c5", "command c5", "command c5"),
        log.stream().filter(line -> line.startsWith("command")).toList());
  }

  @Test
  void whatAnAnswerIsMadeFromIsKnownWhenTheStatusComes() {
    module.onCall =
        name -> {
          if (name.equals("isStatusValid")) {
            log.add("from '" + module.nextCommand.get().toText() + '\'');
          }
        };
    DeviceUplink uplink = connect();
    uplink.status(text("a"));
    command("c1");
    command("c2");
    for (int i = 0; i < 3; i++) {
      uplink.status(text("."));
    }
    assertEquals(
        List.of(
            "from ''",
            "command first",
            "from 'c1'",
            "command c1",
            "from 'c2'",
            "command c2",
            "from 'c2'",
            "command c2"),
        log.stream().filter(line -> line.matches("(from|command) .*")).toList());
  }

  /** PROTOCOL section 8.1, item 1: they reach nobody else, and do not outlive the connection. */
  @Test
  void commandsWaitForOneConnectionOfOneDevice() {
    DeviceUplink uplink = registered();
    DeviceUplink other = handler.connect(Device.of(7, 0, "other", "n", 0), new Link());
    other.status(text("x"));
    assertEquals(Verdict.ACCEPTED, command("go"));
    other.status(text("y"));
    uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
    DeviceUplink again = connect();
    again.status(text("b"));
    again.status(text("c"));
    assertEquals(
        List.of("command first", "command first", "command first", "command first"),
        log.stream().filter(line -> line.startsWith("command")).toList());
  }

  @Test
  void commandsAreJudgedInTheOrderOfTheProtocol() {
    assertEquals(Verdict.DEVICE_NOT_CONNECTED, command("x"), "nobody has ever connected");
    DeviceUplink uplink = connect();
    assertEquals(Verdict.DEVICE_NOT_CONNECTED, command("x"), "registered by its first status");
    uplink.status(text("a"));
    assertEquals(Verdict.ACCEPTED, command(""));
    assertEquals(Verdict.INVALID, command("bad"));
    module.failing = "isCommandValid";
    assertEquals(Verdict.INVALID, command("good"));
    module.served = Optional.of(TestModule.serving(true, false, 5));
    assertEquals(Verdict.DEVICE_NOT_SUPPORTED, command("good"));
    assertEquals(0, handler.devices().get(0).queuedCommands());
  }

  @Test
  void aCommandWhoseDeadlineHasPassedIsDropped() {
    DeviceUplink uplink = registered();
    CompletableFuture<Verdict> verdict = handler.command(DEVICE.key(), text("late"));
    verdict.complete(Verdict.LATE);
    time.runDue();
    uplink.status(text("b"));
    assertEquals("command first", log.get(1));
  }

  @Test
  void aCommandReportedAsDroppedWhileItIsValidatedDoesNotReachTheDevice() {
    DeviceUplink uplink = registered();
    AtomicReference<CompletableFuture<Verdict>> verdict = new AtomicReference<>();
    module.onCall = name -> verdict.get().complete(Verdict.LATE);
    verdict.set(handler.command(DEVICE.key(), text("late")));
    time.runDue();
    assertEquals(Verdict.LATE, verdict.get().join());
    assertEquals(0, handler.devices().get(0).queuedCommands());
    module.onCall = name -> {};
    uplink.status(text("b"));
    assertEquals("command first", log.get(1));
  }

  @Test
  void pushedCommandsGoOutAtOnceAndStatusesGetAnEmptyAnswer() {
    module.served = Optional.of(TestModule.serving(true, true, 0));
    DeviceUplink uplink = registered();
    command("now");
    uplink.status(text("b"));
    assertEquals("command now", log.get(0));
    assertEquals("command ", log.get(2));
  }

  @Test
  void anUnchangedButLiveDeviceIsForwardedOncePerPeriodAndNeverDropped() {
    DeviceUplink uplink = registered();
    for (int second = 1; second <= 60; second++) {
      time.advance(Duration.ofSeconds(1));
      uplink.status(text(""));
    }
    assertEquals(4, log.stream().filter(line -> line.startsWith("forward")).count());
    assertEquals(null, link.cause);
  }

  @Test
  void onlyASentStatusRestartsThePeriod() {
    DeviceUplink uplink = registered();
    time.advance(Duration.ofSeconds(10));
    uplink.status(text("!"));
    log.clear();
    time.advance(Duration.ofSeconds(10));
    uplink.status(text(""));
    assertFalse(log.toString().contains("forward"), "restarted at 10 s, due at 25 s");
    time.advance(Duration.ofSeconds(5));
    assertTrue(log.toString().contains("forward"));
  }

  @Test
  void whatWasForwardedBeforeIsMarkedAsARepetition() {
    DeviceUplink uplink = registered();
    time.advance(PERIOD);
    uplink.status(text("b"));
    time.advance(PERIOD);
    uplink.status(text(""));
    time.advance(PERIOD);
    uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
    assertEquals(List.of("forward a", "forward ab", "forward ab", "last ab"), told());
    assertEquals(List.of(false, true, false, true, true), repeated);
  }

  private List<String> told() {
    return log.stream().filter(line -> line.matches("(forward|last) .*")).toList();
  }

  @Test
  void aFarewellThatWasNotForwardedBeforeIsNoRepetition() {
    DeviceUplink uplink = registered();
    uplink.status(text("b"));
    uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
    assertEquals(List.of("last ab"), told());
    assertEquals(List.of(false, false), repeated);
  }

  @Test
  void aSilentDeviceIsDroppedAtTheSecondExpiry() {
    registered();
    time.advance(PERIOD);
    assertEquals(List.of("forward a"), log);
    time.advance(PERIOD);
    assertEquals(List.of("forward a", "last a"), log);
    assertEquals(DisconnectCause.SILENT, link.cause);
    assertEquals(0, time.pending(), "no timer is left behind");
  }

  @Test
  void aDeviceThatNeverSendsAStatusIsDroppedToo() {
    connect();
    time.advance(PERIOD.multipliedBy(2));
    assertEquals(DisconnectCause.SILENT, link.cause);
    assertEquals(List.of(), log);
  }

  @Test
  void afterADisconnectTheKeyIsFreeAtOnceAndTheNextStatusIsAFirstOne() {
    DeviceUplink old = registered();
    old.disconnected(DisconnectCause.EVICTED);
    DeviceUplink fresh = connect();
    old.status(text("late"));
    fresh.status(text("b"));
    assertEquals(List.of("last a", "current b previous -", "command first", "forward b"), log);
  }

  @Test
  void statusesWaitForASuccessorWithinTheGrace() {
    DeviceUplink uplink = registered();
    Optional<ServedModule> gone = module.served;
    module.served = Optional.empty();
    module.awaited = true;
    handler.moduleChanged(7);
    uplink.status(text("b!"));
    time.runDue();
    assertEquals(List.of(), log);

    module.served = gone;
    module.awaited = false;
    handler.moduleChanged(7);
    time.runDue();
    assertEquals("forward ab!", log.get(log.size() - 1));
  }

  @Test
  void whenTheGraceEndsItsDevicesAreDisconnected() {
    registered();
    module.served = Optional.empty();
    handler.moduleChanged(7);
    time.runDue();
    assertEquals(DisconnectCause.MODULE_UNAVAILABLE, link.cause);
    assertEquals(List.of("last a"), log);
  }

  @Test
  void aVersionThatDropsADeviceTypeDisconnectsJustThoseDevices() {
    registered();
    Link other = new Link();
    handler.connect(Device.of(7, 1, "r", "n", 0), other).status(text("x"));
    module.served = Optional.of(TestModule.serving(true, false, 1));
    handler.moduleChanged(7);
    time.runDue();
    assertEquals(DisconnectCause.MODULE_UNAVAILABLE, link.cause);
    assertEquals(null, other.cause);
  }

  @Test
  void theDevicesOfAnAbandonedLaneSayTheirLastWordsOnce() {
    DeviceUplink stuck = registered();
    module.lane = new VirtualLane(time);
    handler.moduleChanged(7);
    time.runDue();
    assertEquals(List.of("last a"), log);
    stuck.disconnected(DisconnectCause.CLIENT_CLOSED);
    assertEquals(List.of("last a"), log, "a thread that comes back late says nothing");
    connect().status(text("b"));
    assertEquals("forward b", log.get(log.size() - 1));
  }

  @Test
  void aPeriodThatBreaksItsRuleIsNamedAndTheOneBeforeStays() {
    registered();
    assertEquals(
        "status-period must be at least 1, but is 0",
        assertThrows(InvalidValueException.class, () -> handler.changePeriod(0)).getMessage());
    assertEquals(PERIOD.toNanos(), handler.statusPeriodNanos());
  }

  @Test
  void aShorterPeriodCountsForTheDevicesThatAreConnected() {
    registered();
    handler.changePeriod(500);
    time.advance(Duration.ofMillis(500));
    assertEquals(List.of("forward a"), log);
  }

  @Test
  void whileThereIsNoExternalClientTheNewestStatusIsKept() {
    DeviceUplink uplink = registered();
    handler.unbindExternalClient(cloud);
    uplink.status(text("b!"));
    uplink.status(text("c!"));
    log.clear();
    handler.bindExternalClient(cloud);
    assertEquals(List.of("forward ab!c!"), log);
  }

  @Test
  void withoutAnExternalClientDevicesThatComeAndGoDoNotFillTheMemory() {
    handler.unbindExternalClient(cloud);
    for (int i = 0; i < 20_000; i++) {
      DeviceUplink uplink = handler.connect(Device.of(7, 0, "r" + i, "n", 0), new Link());
      uplink.status(text("a"));
      uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
    }
    log.clear();
    handler.bindExternalClient(cloud);
    assertEquals(Forwarder.MAX_KEPT, log.size());
  }

  @Test
  void aModuleThatLeavesAsAStatusComesIsAwaitedLikeOneThatLeftBefore() {
    DeviceUplink uplink = registered();
    Optional<ServedModule> gone = module.served;
    module.onCall =
        name -> {
          module.served = Optional.empty();
          module.awaited = true;
          throw new ModuleException("no module serves number 7");
        };
    uplink.status(text("b"));
    assertEquals(null, link.cause);
    module.onCall = name -> {};
    module.served = gone;
    module.awaited = false;
    handler.moduleChanged(7);
    time.runDue();
    assertEquals(List.of("current ab previous a", "command first"), log);
  }

  @Test
  void nothingFollowsTheLastStatusOfADeviceThatGoesWhileItIsAnswered() {
    DeviceUplink[] uplink = new DeviceUplink[1];
    uplink[0] =
        handler.connect(
            DEVICE,
            new DeviceDownlink() {
              @Override
              public void command(Payload command) {
                uplink[0].disconnected(DisconnectCause.CLIENT_CLOSED);
              }

              @Override
              public void disconnect(DisconnectCause cause) {
                throw new AssertionError(cause);
              }
            });
    uplink[0].status(text("a"));
    assertEquals(List.of("current a previous -", "last a"), log);
  }

  @Test
  void anOperatorDisconnectsOneDeviceAndItsLastStatusGoesToTheCloud() {
    registered();
    CompletableFuture<Boolean> done = handler.disconnect(DEVICE.key()).toCompletableFuture();
    time.runDue();
    assertTrue(done.join());
    assertEquals(DisconnectCause.OPERATOR, link.cause);
    assertEquals(List.of("last a"), log);
    assertEquals(List.of(), handler.devices());
    CompletableFuture<Boolean> again = handler.disconnect(DEVICE.key()).toCompletableFuture();
    CompletableFuture<Boolean> unknown =
        handler.disconnect(Device.of(8, 0, "r", "n", 0).key()).toCompletableFuture();
    time.runDue();
    assertFalse(again.join());
    assertFalse(unknown.join());
  }

  @Test
  void liveDevicesHaveSentAStatus() {
    handler.connect(Device.of(7, 1, "silent", "n", 0), new Link());
    registered();
    var live = handler.liveDevices().toCompletableFuture().join();
    assertEquals(1, live.size());
    assertEquals(text("a"), live.get(0).currentStatus());
  }

  @Test
  void stoppingSaysTheLastWordsOfEveryDevice() throws Exception {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    module.lane =
        new Lane() {
          @Override
          public ScheduledExecutorService executor() {
            return thread;
          }

          @Override
          public boolean inLane() {
            return false;
          }

          @Override
          public void abandon() {
            thread.shutdownNow();
          }
        };
    thread.submit(this::registered).get();
    handler.disconnectAll();
    assertEquals(List.of("last a"), log);
    assertEquals(DisconnectCause.SHUTDOWN, link.cause);
    thread.shutdownNow();
  }

  @Test
  void whatARecordHoldsIsShownOnRequest() {
    DeviceUplink uplink = registered();
    uplink.status(text("b"));
    command("c1");
    command("c2");
    var contents = handler.contents(DEVICE.key()).toCompletableFuture();
    var unknown = handler.contents(Device.of(8, 0, "r", "n", 0).key()).toCompletableFuture();
    time.runDue();
    assertEquals(
        List.of(
            "current status: ab",
            "last command: first",
            "waiting command: c1",
            "waiting command: c2"),
        contents.join().stream().map(c -> c.name() + ": " + c.value().toText()).toList());
    assertEquals(List.of(), unknown.join());
  }

  @Test
  void aStatusBeyondTheMemoryClosesItsConnectionAndSmallOnesAreStillTaken() {
    Link[] links = new Link[20];
    for (int i = 0; i < links.length; i++) {
      links[i] = new Link();
      Device large = Device.of(7, 0, "large" + i, "", 0);
      handler.connect(large, links[i]).status(text("x".repeat(200_000)));
    }
    assertEquals(null, links[0].cause);
    assertEquals(DisconnectCause.NO_MEMORY, links[19].cause);
    assertTrue(memory.used() <= MEMORY);
    DeviceUplink small = connect();
    log.clear();
    small.status(text("a!"));
    assertEquals("forward a!", log.get(log.size() - 1));
    assertEquals(null, link.cause);
  }

  @Test
  void aStatusThatGrowsBeyondTheMemoryIsAsIfItHadNotCome() {
    DeviceUplink uplink = registered();
    uplink.status(text("b".repeat(MEMORY)));
    assertEquals(DisconnectCause.NO_MEMORY, link.cause);
    assertEquals("last a", log.get(log.size() - 1));
  }

  @Test
  void aCommandBeyondTheMemoryIsRefusedAndWhatADeviceTookIsGivenBack() {
    DeviceUplink uplink = registered();
    assertEquals(Verdict.ACCEPTED, command("c".repeat(300_000)));
    assertEquals(Verdict.INVALID, command("c".repeat(900_000)));
    uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
    for (int i = 0; i < 100; i++) {
      DeviceUplink next = connect();
      next.status(text("x".repeat(200_000)));
      assertEquals(null, link.cause);
      next.disconnected(DisconnectCause.CLIENT_CLOSED);
    }
  }
}
