package gateway.laboratory.swap;

import gateway.api.view.EventKind;
import gateway.laboratory.process.LogRecord;
import gateway.laboratory.swap.SwapStep.Verdict;
import gateway.laboratory.swap.module.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Drops, overwrites, breaks and removes versions of the module, over and over, and waits each time
 * for what should become of it.
 */
final class SwapScript {

  /** The version that is there from the beginning. */
  static final int FIRST = 1;

  private static final String FILE = "a";
  private static final String OTHER_FILE = "b";
  private static final String BROKEN_FILE = "broken";

  private static final Set<String> REFUSALS =
      Set.of(EventKind.MODULE_REFUSED, EventKind.MODULE_QUARANTINED, EventKind.MODULE_KEPT_OUT);

  private static final Set<String> OUTCOMES =
      Set.of(EventKind.MODULE_REFUSED, EventKind.DEPLOYMENT);

  /** Jars that come at once; every second one is broken. */
  private static final int MANY = 50;

  /** Number of the first module of those. */
  private static final int MANY_FROM = 1000;

  /** A version is being tried by then. */
  private static final long TRIED_MILLIS = 350;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
  private static final long MAX_STEP = TimeUnit.SECONDS.toNanos(4);
  private static final long GAP_MILLIS = 300;

  /** By then a deleted file has been noticed. */
  private static final long GONE_MILLIS = 800;

  /** A version that would hang takes over within this time, or not at all. */
  private static final long HANGS_WITHIN = TimeUnit.SECONDS.toNanos(2);

  /** Where no events can be read, only a while without another version tells about a refusal. */
  private static final long UNSEEN_NANOS = TimeUnit.SECONDS.toNanos(3);

  private interface Action {
    SwapStep take() throws IOException, InterruptedException;
  }

  private final ShippedModule module;
  private final DeployFolder folder;
  private final Takeovers takeovers;
  private final Optional<GatewayEvents> events;

  private final List<Action> cycle =
      List.of(
          () -> serves(SwapKind.BESIDE, OTHER_FILE),
          () -> isRefused(SwapKind.TRUNCATED, BROKEN_FILE),
          () -> givesBack(OTHER_FILE),
          () -> isRefused(SwapKind.THROWS, BROKEN_FILE),
          () -> serves(SwapKind.OVERWRITTEN, FILE),
          () -> isRefused(SwapKind.EXPORTS, BROKEN_FILE),
          () -> serves(SwapKind.BESIDE_COPIED, OTHER_FILE),
          () -> isRefused(SwapKind.THROWS_LATER, BROKEN_FILE),
          () -> isRefused(SwapKind.REFUSES, BROKEN_FILE),
          () -> isRefused(SwapKind.REFUSES_LATER, BROKEN_FILE),
          () -> standsBy(FILE),
          () -> serves(SwapKind.REMOVED_AND_COPIED, OTHER_FILE),
          () -> isRefused(SwapKind.TRUNCATED_OVER, OTHER_FILE),
          () -> serves(SwapKind.SLOWLY_COPIED, OTHER_FILE),
          () -> isRefused(failingInPlace(), OTHER_FILE),
          () -> serves(SwapKind.REPLACED, OTHER_FILE),
          () -> isRefused(refusingInPlace(), OTHER_FILE),
          () -> serves(SwapKind.CHANGED_WHILE_TRIED, OTHER_FILE),
          () -> serves(SwapKind.SLOW_FOR_ONE, OTHER_FILE),
          () -> serves(SwapKind.OVERWRITTEN, OTHER_FILE),
          this::many,
          () -> isRefused(SwapKind.SLOW, BROKEN_FILE),
          () -> isRefused(SwapKind.MISSING_IMPORT, BROKEN_FILE),
          () -> isRefused(SwapKind.SLOW_LATER, BROKEN_FILE),
          () -> isRefused(SwapKind.NOT_A_ZIP, BROKEN_FILE),
          () -> isRefused(SwapKind.FAILS_TO_ACTIVATE, BROKEN_FILE),
          () -> isRefused(SwapKind.FAILS_TO_MAKE_DEVICES, BROKEN_FILE),
          () -> serves(SwapKind.BESIDE, FILE),
          () -> standsBy(OTHER_FILE));

  /** The good version that each file has brought. */
  private final Map<String, Integer> files = new HashMap<>(Map.of(FILE, FIRST));

  private final List<SwapStep> steps = new ArrayList<>();
  private int newest = FIRST;

  SwapScript(
      ShippedModule module,
      DeployFolder folder,
      Takeovers takeovers,
      Optional<GatewayEvents> events) {
    this.module = module;
    this.folder = folder;
    this.takeovers = takeovers;
    this.events = events;
  }

  /** Puts the first version into a folder. */
  static void begin(ShippedModule module, DeployFolder folder) throws IOException {
    folder.move(FILE, module.version(FIRST, Behaviour.GOOD));
  }

  /** Returns what has happened so far. */
  List<SwapStep> steps() {
    return steps;
  }

  /** Goes on for a while, after which nothing happens. */
  void run(long nanos) throws IOException, InterruptedException {
    long until = System.nanoTime() + nanos - MAX_STEP;
    while (System.nanoTime() - until < 0) {
      steps.add(cycle.get(steps.size() % cycle.size()).take());
      TimeUnit.MILLISECONDS.sleep(GAP_MILLIS);
    }
  }

  /** Drops a version that hangs; returns when it took over, if it did. */
  OptionalLong dropHanging(Behaviour hangs) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    folder.move(BROKEN_FILE, module.version(++newest, hangs));
    return takeovers.await(newest, begun, HANGS_WITHIN);
  }

  void removeHanging() throws IOException {
    folder.remove(BROKEN_FILE);
  }

  /** Returns the version that should answer. */
  int served() {
    return Collections.max(files.values());
  }

  private SwapStep serves(SwapKind kind, String file) throws IOException, InterruptedException {
    boolean slow = kind == SwapKind.SLOW_FOR_ONE;
    byte[] before = module.version(++newest, Behaviour.GOOD);
    byte[] jar = module.version(++newest, slow ? Behaviour.SLOW_FOR_ONE : Behaviour.GOOD);
    long begun = System.nanoTime();
    switch (kind) {
      case CHANGED_WHILE_TRIED -> {
        folder.copy(file, before);
        TimeUnit.MILLISECONDS.sleep(TRIED_MILLIS);
        folder.copy(file, jar);
      }
      case BESIDE, REPLACED -> folder.move(file, jar);
      case SLOWLY_COPIED -> folder.copySlowly(file, jar);
      case REMOVED_AND_COPIED -> {
        folder.remove(file);
        folder.copy(file, jar);
      }
      default -> folder.copy(file, jar);
    }
    long complete = System.nanoTime();
    files.put(file, newest);
    return answering(kind, begun, complete);
  }

  /** Many modules of other numbers come at once, half of them broken: nobody else notices. */
  private SwapStep many() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      String name = "many" + i;
      folder.move(name, module.other("swap." + name, MANY_FROM + i, i % 2 == 1));
    }
    long complete = System.nanoTime();
    long last = complete;
    int said = 0;
    for (int i = 0; i < MANY && events.isPresent(); i++) {
      String file = DeployFolder.name("many" + i);
      Optional<LogRecord> outcome =
          events
              .get()
              .await(OUTCOMES, begun, PATIENCE, event -> event.message().startsWith(file + ' '));
      said += outcome.isPresent() ? 1 : 0;
      last = Math.max(last, outcome.map(LogRecord::read).orElse(last));
    }
    for (int i = 0; i < MANY; i++) {
      folder.remove("many" + i);
    }
    TimeUnit.MILLISECONDS.sleep(GONE_MILLIS);
    String fault = disturbance();
    if (fault.isEmpty() && events.isPresent() && said < MANY) {
      fault = "only " + said + " of " + MANY + " jars have an outcome";
    }
    return new SwapStep(
        SwapKind.HALF_BROKEN, begun, complete, OptionalLong.of(last), Verdict.NONE, "", fault);
  }

  private SwapStep givesBack(String file) throws IOException, InterruptedException {
    files.remove(file);
    long begun = System.nanoTime();
    folder.remove(file);
    return answering(SwapKind.NEWEST_DELETED, begun, System.nanoTime());
  }

  /** Deletes a file whose version another one has replaced. */
  private SwapStep standsBy(String file) throws IOException, InterruptedException {
    files.remove(file);
    long begun = System.nanoTime();
    folder.remove(file);
    long complete = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(GONE_MILLIS);
    return new SwapStep(
        SwapKind.OLDER_DELETED,
        begun,
        complete,
        OptionalLong.empty(),
        Verdict.NONE,
        "",
        disturbance());
  }

  /** Returns which version answers that should not, in words. */
  private String disturbance() throws InterruptedException {
    return takeovers.awaitLast(served(), PATIENCE)
        ? ""
        : "not " + module.bundleVersion(served()) + " answers but another version";
  }

  private SwapStep answering(SwapKind kind, long begun, long complete) throws InterruptedException {
    OptionalLong first = takeovers.await(served(), begun, PATIENCE);
    return new SwapStep(
        kind,
        begun,
        complete,
        first,
        Verdict.NONE,
        "",
        first.isPresent() ? "" : module.bundleVersion(served()) + " gave no answer");
  }

  private SwapStep isRefused(SwapKind kind, String file) throws IOException, InterruptedException {
    byte[] jar = broken(kind, ++newest);
    long begun = System.nanoTime();
    folder.copy(file, jar);
    long complete = System.nanoTime();
    Optional<LogRecord> refusal = awaitRefusal(begun);
    TimeUnit.MILLISECONDS.sleep(GAP_MILLIS);
    String fault = disturbance();
    if (fault.isEmpty() && events.isPresent() && refusal.isEmpty()) {
      fault = "the gateway did not say that it refused it or set it aside";
    }
    if (file.equals(BROKEN_FILE)) {
      folder.remove(file);
    }
    return new SwapStep(
        kind,
        begun,
        complete,
        refusal.map(event -> OptionalLong.of(event.read())).orElseGet(OptionalLong::empty),
        refusal.map(SwapScript::verdict).orElse(Verdict.NONE),
        refusal.map(LogRecord::message).orElse(""),
        fault);
  }

  /** In a folder of its own only the file that was dropped last can be refused. */
  private Optional<LogRecord> awaitRefusal(long since) throws InterruptedException {
    if (events.isEmpty()) {
      TimeUnit.NANOSECONDS.sleep(UNSEEN_NANOS);
      return Optional.empty();
    }
    return events.get().await(REFUSALS, since, PATIENCE);
  }

  private static Verdict verdict(LogRecord event) {
    if (event.is(EventKind.MODULE_KEPT_OUT)) {
      return Verdict.KEPT_OUT;
    }
    return event.is(EventKind.MODULE_QUARANTINED) ? Verdict.SET_ASIDE : Verdict.REFUSED;
  }

  /** In a folder of others, the next best version need not be the one before. */
  private SwapKind failingInPlace() {
    return events.isPresent() ? SwapKind.THROWS_OVER : SwapKind.TRUNCATED_OVER;
  }

  private SwapKind refusingInPlace() {
    return events.isPresent() ? SwapKind.REFUSES_OVER : SwapKind.TRUNCATED_OVER;
  }

  private byte[] broken(SwapKind kind, int version) throws IOException {
    return switch (kind) {
      case TRUNCATED, TRUNCATED_OVER -> {
        byte[] whole = module.version(version, Behaviour.GOOD);
        // at every tenth of its length, one after the other
        yield Arrays.copyOf(whole, whole.length * (version % 9 + 1) / 10);
      }
      case NOT_A_ZIP -> "this is no jar".getBytes(StandardCharsets.US_ASCII);
      case EXPORTS -> module.version(version, Behaviour.GOOD, Map.of("Export-Package", "exported"));
      case MISSING_IMPORT ->
          module.version(
              version,
              Behaviour.GOOD,
              Map.of(
                  ShippedModule.IMPORTS,
                  module.header(ShippedModule.IMPORTS) + ",no.such.library"));
      case FAILS_TO_ACTIVATE -> module.version(version, Behaviour.FAILS_TO_ACTIVATE);
      case FAILS_TO_MAKE_DEVICES -> module.version(version, Behaviour.FAILS_TO_MAKE_DEVICES);
      case THROWS -> module.version(version, Behaviour.THROWS);
      case REFUSES, REFUSES_OVER -> module.version(version, Behaviour.REFUSES);
      case REFUSES_LATER -> module.version(version, Behaviour.REFUSES_LATER);
      case SLOW -> module.version(version, Behaviour.SLOW);
      case SLOW_LATER -> module.version(version, Behaviour.SLOW_LATER);
      case THROWS_LATER, THROWS_OVER -> module.version(version, Behaviour.THROWS_LATER);
      default -> throw new IllegalArgumentException(kind + " is not broken");
    };
  }
}
