package gateway.deployer;

import static java.util.Objects.requireNonNull;

import gateway.api.stage.ModuleTrials;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of the deploy folder and their states. A new content of a file is installed as a new
 * bundle beside the former one, which stays until the new one is proven. Used by one thread.
 */
final class Deployments {

  /** A bundle that is being started. */
  private record Starting(BundleStart start, long since) {}

  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

  private static final Set<Kind> SET_ASIDE =
      Set.of(Kind.SET_ASIDE, Kind.REFUSES, Kind.OFFERS_NO_MODULE);

  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /** Interval of the retries of a jar that was refused for a reason that may pass. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final FolderScan folder;
  private final ModuleStore store;
  private final JarCheck check;
  private final Installer installer;
  private final ModuleTrials trials;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Successions successions;
  private final Map<String, DeploymentSnapshot> snapshots = new TreeMap<>();
  private final Map<String, Starting> starting = new TreeMap<>();
  private final Map<String, Long> retries = new HashMap<>();
  private final Outcomes outcomes;
  private Optional<IOException> unreadable = Optional.empty();

  /** Symbolic name and version of earlier contents, by hash; empty for what may not run again. */
  private final Map<String, Optional<String>> names = new HashMap<>();

  private boolean changed;

  /**
   * Makes the deployments.
   *
   * @param patience maximum time that one start may delay the others
   */
  Deployments(
      FolderScan folder,
      ModuleStore store,
      JarCheck check,
      Installer installer,
      ModuleTrials trials,
      Duration patience,
      LongSupplier nanoTime,
      Outcomes outcomes) {
    this.folder = folder;
    this.store = store;
    this.check = check;
    this.installer = installer;
    this.trials = trials;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.outcomes = outcomes;
    successions = new Successions(store, check, installer, trials, patience);
  }

  /**
   * Handles the changes since the last call; tells whether the view has changed. While the folder
   * cannot be read, what runs stays.
   */
  boolean update() throws InterruptedException {
    changed = false;
    for (FolderScan.Change change : scan()) {
      alone(change.file(), () -> handle(change));
    }
    for (DeploymentSnapshot snapshot : List.copyOf(snapshots.values())) {
      alone(snapshot.file(), () -> look(snapshot));
    }
    for (DeploymentSnapshot snapshot : List.copyOf(snapshots.values())) {
      alone(snapshot.file(), () -> judge(snapshot));
    }
    return changed;
  }

  private List<FolderScan.Change> scan() {
    try {
      List<FolderScan.Change> changes = folder.scan();
      if (unreadable.isPresent()) {
        outcomes.forget(folder.folder().toString());
        LOG.info("The deploy folder {} can be read again", folder.folder());
      }
      changed |= unreadable.isPresent();
      unreadable = Optional.empty();
      return changes;
    } catch (IOException e) {
      changed |= unreadable.filter(known -> known.toString().equals(e.toString())).isEmpty();
      unreadable = Optional.of(e);
      DeploymentSnapshot shown = unreadable(e);
      outcomes.say(shown.file(), shown.outcome());
      return List.of();
    }
  }

  /** The folder itself, as if it were a jar. */
  private DeploymentSnapshot unreadable(IOException cause) {
    Path path = folder.folder();
    String fault =
        cause instanceof NoSuchFileException
            ? "is gone; create it again"
            : cause instanceof NotDirectoryException
                ? "is a file; delete it and create a folder"
                : "cannot be read (" + cause + ")";
    return new DeploymentSnapshot(
        path.toString(),
        "",
        State.REFUSED,
        fault,
        new Outcome(Kind.UNREADABLE, fault + ". Modules that run stay, nothing else is deployed"));
  }

  private void judge(DeploymentSnapshot jar) {
    Outcome outcome = outcomes.judge(jar, successions.current(jar.file()).map(Content::bundle));
    if (!outcome.equals(jar.outcome())) {
      snapshots.put(
          jar.file(),
          new DeploymentSnapshot(jar.file(), jar.bundle(), jar.state(), jar.reason(), outcome));
      changed = true;
    }
  }

  private void handle(FolderScan.Change change) throws InterruptedException {
    String file = change.file();
    switch (change.kind()) {
      case CHANGED -> arrive(file);
      case STABLE -> deploy(file, false);
      case SETTLED -> {
        if (isArriving(file) && !starting.containsKey(file)) {
          deploy(file, true);
        }
      }
      case GONE -> remove(file);
    }
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /** Whatever a file makes fail, it costs itself: a change of another one is told only once. */
  private void alone(String file, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{} could not be dealt with", inLog(file), e);
      if (snapshots.containsKey(file) && !starting.containsKey(file)) {
        refuse(file, RefusedException.forNow("it cannot be dealt with now: " + e));
      }
    }
  }

  private void arrive(String file) {
    retries.remove(file);
    outcomes.renew(file);
    show(file, State.ARRIVING, "", "");
  }

  /** Handles changes of state that happen without a change of the file. */
  private void look(DeploymentSnapshot shown) throws InterruptedException {
    String file = shown.file();
    if (starting.containsKey(file)) {
      finishStart(file, starting.get(file));
    } else if (shown.state() == State.STARTED) {
      String note = successions.judge(file);
      if (!note.equals(shown.reason())) {
        show(file, State.STARTED, shown.bundle(), note);
      }
    } else if (retries.containsKey(file) && nanoTime.getAsLong() - retries.get(file) >= 0) {
      deploy(file, true);
    }
  }

  /** Tells whether each jar of the folder has been started or refused. */
  boolean isSettled() {
    return unreadable.isEmpty() && snapshots.keySet().stream().noneMatch(this::isArriving);
  }

  /** Removes bundles and copies that belong to no file of the folder. */
  void removeStale() throws InterruptedException {
    installer.uninstallOthers(store.folder(), successions.bundles());
    successions.retain(snapshots.keySet());
  }

  List<DeploymentSnapshot> snapshots() {
    return Stream.concat(unreadable.map(this::unreadable).stream(), snapshots.values().stream())
        .toList();
  }

  /**
   * Retries the refused jars of this name, a file name or a symbolic name, and the modules of the
   * file of this name.
   */
  void retry(String name, boolean force) throws InterruptedException {
    changed = false;
    for (DeploymentSnapshot snapshot : List.copyOf(snapshots.values())) {
      if (isRefused(name).test(snapshot)) {
        deploy(snapshot.file(), true);
      } else if (isSetAside(name).test(snapshot)) {
        successions
            .current(snapshot.file())
            .ifPresent(content -> trials.retry(content.bundle().getBundleId(), force));
      }
    }
  }

  /** The registry knows modules by other names than that of their file. */
  static Predicate<DeploymentSnapshot> isSetAside(String name) {
    return snapshot ->
        snapshot.file().equals(name)
            && snapshot.state() == State.STARTED
            && SET_ASIDE.contains(snapshot.outcome().kind());
  }

  /** Returns what the files can be rolled back to, by file name. */
  Map<String, String> earlier() {
    Map<String, String> earlier = new TreeMap<>();
    names.keySet().retainAll(snapshots.keySet().stream().flatMap(f -> hash(f).stream()).toList());
    for (String file : snapshots.keySet()) {
      hash(file)
          .flatMap(hash -> names.computeIfAbsent(hash, this::name))
          .ifPresent(name -> earlier.put(file, name));
    }
    return earlier;
  }

  private Optional<String> hash(String file) {
    DeploymentSnapshot shown = snapshots.get(file);
    return shown == null || shown.state() == State.ARRIVING
        ? Optional.empty()
        : successions.earlier(file, shown.state() == State.REFUSED);
  }

  private Optional<String> name(String hash) {
    try {
      return store.has(hash) ? Optional.of(check.check(store.path(hash))) : Optional.empty();
    } catch (RefusedException | IOException e) {
      return Optional.empty();
    }
  }

  /** Writes the earlier content of a file into the folder; returns its name. */
  Optional<String> rollBack(String file) throws IOException, RefusedException {
    Optional<String> name = Optional.ofNullable(earlier().get(file));
    if (name.isPresent()) {
      Path jar = folder.path(file);
      Path part = jar.resolveSibling('.' + file + ".earlier");
      try {
        Files.copy(store.path(hash(file).orElseThrow()), part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return name;
  }

  /** Deletes a file from the folder; the next scans find that it is gone. */
  Optional<String> delete(String file) throws IOException, RefusedException {
    DeploymentSnapshot shown = snapshots.get(file);
    if (shown == null) {
      return Optional.empty();
    }
    Files.deleteIfExists(folder.path(file));
    return Optional.of(shown.bundle().isEmpty() ? file : file + " (" + shown.bundle() + ')');
  }

  static Predicate<DeploymentSnapshot> isRefused(String name) {
    return snapshot ->
        snapshot.state() == State.REFUSED
            && (snapshot.file().equals(name)
                || snapshot.bundle().equals(name)
                || snapshot.bundle().startsWith(name + ' '));
  }

  private boolean isArriving(String file) {
    DeploymentSnapshot shown = snapshots.get(file);
    return shown != null && shown.state() == State.ARRIVING;
  }

  private void deploy(String file, boolean lastAttempt) throws InterruptedException {
    retries.remove(file);
    try {
      ModuleStore.Copy copy = store.copy(folder.path(file));
      try {
        if (folder.isUnchanged(file)) {
          start(file, copy);
        }
      } finally {
        store.discard(copy);
      }
    } catch (RefusedException e) {
      if (lastAttempt || e.cure() != RefusedException.Cure.COMPLETION) {
        refuse(file, e);
      }
    } catch (IOException e) {
      refuse(
          file,
          RefusedException.forNow("it cannot be copied to " + store.folder() + " (" + e + ")"));
    } catch (RuntimeException | LinkageError e) {
      // of this jar only: the others are still to be looked at
      refuse(file, RefusedException.forNow("it cannot be deployed (" + e + ")"));
    }
  }

  private void refuse(String file, RefusedException refusal) throws InterruptedException {
    if (refusal.cure() == RefusedException.Cure.CIRCUMSTANCES) {
      retries.put(file, nanoTime.getAsLong() + RETRY.toNanos());
    }
    DeploymentSnapshot shown = requireNonNull(snapshots.get(file));
    String reason = String.valueOf(refusal.getMessage());
    show(file, State.REFUSED, shown.bundle(), reason);
    if (successions.current(file).isEmpty()) {
      successions.goBack(file);
    }
  }

  private void start(String file, ModuleStore.Copy copy)
      throws RefusedException, IOException, InterruptedException {
    Starting underWay = starting.get(file);
    if (underWay != null) {
      if (underWay.start().hash().equals(copy.hash())) {
        return;
      }
      giveUp(file, underWay.start());
    }
    Optional<Content> current = successions.current(file);
    if (current.filter(content -> content.hash().equals(copy.hash())).isPresent()) {
      show(file, State.STARTED, current.get().toString(), "");
      trials.retry(current.get().bundle().getBundleId(), false);
      return;
    }
    show(file, State.ARRIVING, check.check(copy.temporary()), "");
    BundleStart start = installer.start(copy.hash(), store.keep(copy));
    starting.put(file, new Starting(start, nanoTime.getAsLong()));
    start.await(patience);
    finishStart(file, starting.get(file));
  }

  private void finishStart(String file, Starting underWay) throws InterruptedException {
    BundleStart start = underWay.start();
    if (!start.isDone()) {
      if (nanoTime.getAsLong() - underWay.since() > START_LIMIT.toNanos()) {
        giveUp(file, start);
        refuse(
            file,
            start.hasBegun()
                ? RefusedException.because(
                    "its start does not finish; it costs a thread until the gateway is restarted")
                : RefusedException.forNow("the system has no thread for its start"));
      }
      return;
    }
    starting.remove(file);
    try {
      Content content = start.content();
      show(file, State.STARTED, content.toString(), "");
      LOG.debug("{} started from {}", content, inLog(file));
      successions.started(file, content);
    } catch (RefusedException e) {
      successions.deleteUnused(start.hash());
      refuse(file, e);
    }
  }

  private void giveUp(String file, BundleStart start) {
    starting.remove(file);
    start.interrupt();
    installer.giveUp(store.path(start.hash()));
  }

  private void remove(String file) throws InterruptedException {
    snapshots.remove(file);
    retries.remove(file);
    outcomes.forget(file);
    changed = true;
    if (starting.containsKey(file)) {
      giveUp(file, starting.get(file).start());
    }
    successions.remove(file);
  }

  private void show(String file, State state, String bundle, String reason) {
    snapshots.put(file, new DeploymentSnapshot(file, bundle, state, reason));
    changed = true;
  }

  private static String inLog(String file) {
    return LogText.line(file, 100);
  }
}
