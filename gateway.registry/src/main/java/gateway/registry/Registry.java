package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EventKind;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/**
 * Knows which module serves which number, and is the only way to call one. Candidates come and go
 * under one monitor, rarely; lookups and calls take no lock.
 */
public final class Registry implements ModuleCatalog, ModuleRuntime, ModulesView {

  /**
   * Limits of module calls.
   *
   * @param callBudget time that one call may take
   * @param hangLimit time after which a call counts as hung
   * @param grace time for which a number waits for a successor
   */
  public record Limits(Duration callBudget, Duration hangLimit, Duration grace) {}

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private final LaneFactory lanes;
  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private final IntConsumer changed;
  private final Owners owners;
  private final LostCalls lost;
  private final Folding folding;
  private final ConcurrentMap<Integer, Slot> slots = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, Long> successors = new ConcurrentHashMap<>();
  private final Set<Long> forced = ConcurrentHashMap.newKeySet();
  private final Rehearsals rehearsals;
  private final GuardedDevice.Judge judge = new DeviceJudge();

  private volatile Limits limits;
  private boolean settled;

  /**
   * Makes a registry in which a new version takes over at once, and that remembers nothing.
   *
   * @param timer runs the watch over running calls and the grace; never runs a module
   * @param changed told the number after each change of what serves; called on any thread
   */
  public Registry(
      LaneFactory lanes,
      ScheduledExecutorService timer,
      LongSupplier clock,
      Limits limits,
      IntConsumer changed) {
    this(lanes, timer, clock, limits, changed, Owners.FORGETFUL, Optional.empty());
  }

  /**
   * Makes a registry.
   *
   * @param owners remembers who owns a number
   * @param rehearsing runs new versions before they take over, each task on a thread that may be
   *     lost; without it they take over at once
   */
  Registry(
      LaneFactory lanes,
      ScheduledExecutorService timer,
      LongSupplier clock,
      Limits limits,
      IntConsumer changed,
      Owners owners,
      Optional<Executor> rehearsing) {
    this.lanes = lanes;
    this.timer = timer;
    this.clock = clock;
    this.limits = limits;
    this.folding = new Folding(timer, this::currentGuard);
    this.changed = number -> tell(number, changed);
    this.owners = owners;
    lost = new LostCalls(clock);
    rehearsals =
        new Rehearsals(rehearsing, clock, this::budgetNanos, this::overran, new RehearsalJudge());
    watchAfterAPeriod(new HangWatch(slots::values, rehearsals, lost, new HangJudge()));
  }

  private void tell(int number, IntConsumer listener) {
    timer.execute(() -> folding.changed(slot(number)));
    listener.accept(number);
  }

  private void watchAfterAPeriod(HangWatch watch) {
    Runnable look =
        () -> {
          watchAfterAPeriod(watch);
          try {
            watch.look();
          } catch (RuntimeException | Error e) { // the timer would say nothing
            LOG.error("A look at the module calls failed, the next one comes: {}", e.toString());
          }
        };
    long period = Math.max(1, limits.hangLimit().toMillis() / Calls.LOOKS);
    timer.schedule(look, period, TimeUnit.MILLISECONDS);
  }

  private Slot slot(int number) {
    Slot known = slots.get(number);
    return known == null ? makeSlot(number) : known;
  }

  private synchronized Slot makeSlot(int number) {
    Slot known = slots.get(number);
    if (known != null) {
      return known;
    }
    Slot slot =
        new Slot(
            number, guard(lanes.lane(number)), owners.remembered(number), !settled, successors);
    slot.configureOwner(owners.configured(number));
    slots.put(number, slot);
    return slot;
  }

  private Guard guard(Lane lane) {
    return new Guard(lane, clock, this::budgetNanos, this::overran);
  }

  private long budgetNanos() {
    return limits.callBudget().toNanos();
  }

  /** Lets the versions of a bundle refuse what the versions before accept. */
  void force(long bundleId) {
    forced.add(bundleId);
  }

  /** Lets a candidate claim its number. */
  public void add(Candidate candidate) {
    if (forced.contains(candidate.bundleId())) {
      candidate.acceptLess();
    }
    change(slot(candidate.number()), slot -> slot.add(candidate));
  }

  /** Shows a candidate that cannot serve. */
  void addFailed(Candidate candidate, String reason) {
    change(
        slot(candidate.number()),
        slot -> {
          slot.add(candidate);
          setAside(slot, candidate, reason);
        });
  }

  /** Takes the claim of a candidate back. */
  public void remove(Candidate candidate) {
    Slot slot = slot(candidate.number());
    boolean served = slot.serving() == candidate;
    change(slot, left -> left.remove(candidate));
    if (!served) {
      slot.guard().forget(candidate);
    }
  }

  /** Tells whether a call of a candidate has not returned yet. */
  boolean isCalling(Candidate candidate) {
    return Stream.concat(
            Stream.of(slot(candidate.number()).guard().calls()),
            rehearsals.running().stream().map(Rehearsal::calls))
        .flatMap(calls -> calls.running().stream())
        .anyMatch(running -> running.candidate() == candidate);
  }

  private void quarantine(Candidate candidate, String reason) {
    change(slot(candidate.number()), slot -> setAside(slot, candidate, reason));
  }

  /** The version before goes on: this one refuses what that one accepts. */
  private void keepOut(Candidate candidate, String refusal) {
    change(
        slot(candidate.number()),
        slot -> {
          if (slot.refuse(candidate, refusal)) {
            LOG.warn(
                MarkerFactory.getMarker(EventKind.MODULE_KEPT_OUT),
                "Module {} is waiting: {}; fleet:retry --force lets it serve all the same",
                candidate.description(),
                refusal);
          }
        });
  }

  private static void setAside(Slot slot, Candidate candidate, String reason) {
    if (slot.quarantine(candidate, reason)) {
      LOG.error(
          MarkerFactory.getMarker(EventKind.MODULE_QUARANTINED),
          "Module {} is set aside: {}",
          candidate.description(),
          reason);
    }
  }

  /** Listeners are told outside of the monitor: they may call into the framework. */
  private void change(Slot slot, Consumer<Slot> change) {
    boolean other;
    Optional<Rehearsal> rehearsal;
    synchronized (this) {
      change.accept(slot);
      Candidate before = slot.serving();
      rehearsal = slot.choose(rehearsals);
      other = took(slot, before);
    }
    if (other) {
      changed.accept(slot.number());
    }
    // where the lane has just been abandoned, there is no device to rehearse with
    if (rehearsal.isPresent() && !rehearsals.begin(rehearsal.get(), slot.guard())) {
      rehearsal.get().stop();
      change(slot, unrehearsed -> {});
    }
  }

  /** Returns whether another candidate serves now. */
  private boolean took(Slot slot, @Nullable Candidate before) {
    Candidate now = slot.serving();
    if (before == now) {
      return false;
    }
    if (before != null) {
      slot.guard().forget(before);
    }
    if (now != null) {
      slot.came(clock.getAsLong());
      owners.remember(slot.number(), now.name());
      LOG.info(
          MarkerFactory.getMarker(
              before == null ? EventKind.MODULE_CAME : EventKind.MODULE_SWAPPED),
          "Module {} serves device types {}{}",
          now.description(),
          now.description().deviceTypes(),
          before == null ? "" : ", taking over from " + before.description());
    } else if (before != null) {
      slot.left(clock.getAsLong());
      LOG.info(
          MarkerFactory.getMarker(EventKind.MODULE_LEFT),
          "Module {} has left",
          before.description());
      int departure = slot.departures();
      timer.schedule(
          () -> endGrace(slot, departure), limits.grace().toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private void endGrace(Slot slot, int departure) {
    synchronized (this) {
      if (!slot.endGrace(departure)) {
        return;
      }
    }
    release(slot);
  }

  /** The owner of the number has gone: its devices are told before another may take it. */
  private void release(Slot slot) {
    changed.accept(slot.number());
    // listeners are told on the timer, and disconnect the devices of the owner on the lane
    timer.execute(
        () -> {
          Runnable choice = () -> change(slot, unowned -> {});
          if (!slot.guard().execute(choice)) {
            choice.run();
          }
        });
  }

  /** The set of modules is known now: an owner that is not here is not on its way. */
  void settle() {
    List<Slot> waiting;
    synchronized (this) {
      settled = true;
      waiting =
          slots.values().stream()
              .filter(slot -> slot.serving() == null && slot.endGrace(0))
              .toList();
    }
    waiting.forEach(slot -> change(slot, unowned -> {}));
  }

  /** The set of modules is no longer known. */
  synchronized void unsettle() {
    settled = false;
  }

  /** Takes other limits and other configured owners. */
  void modify(Limits other, Map<Integer, String> configuredOwners) {
    limits = other;
    owners.configure(configuredOwners);
    for (Slot slot : slots.values()) {
      Optional<Candidate> evicted;
      synchronized (this) {
        evicted = slot.configureOwner(owners.configured(slot.number()));
      }
      evicted.ifPresent(candidate -> slot.guard().forget(candidate));
      if (evicted.isPresent()) {
        release(slot);
      } else {
        change(slot, same -> {});
      }
    }
  }

  /** Devices that lost their lane may come back before the watch has put another in its place. */
  private Guard currentGuard(Slot slot) {
    if (slot.guard().lane() != lanes.lane(slot.number())) {
      synchronized (this) {
        Lane lane = lanes.lane(slot.number());
        if (slot.guard().lane() != lane) {
          slot.replaceGuard(guard(lane));
        }
      }
    }
    return slot.guard();
  }

  private void overran(
      Candidate candidate, @Nullable DeviceKey device, String call, long nanos, int devices) {
    if (!candidate.health().isWarm() || !candidate.isInGoodStanding()) {
      return;
    }
    LOG.warn(
        "Module {} took {} ms in {}, more than its budget of {} ms",
        candidate.description(),
        TimeUnit.NANOSECONDS.toMillis(nanos),
        call,
        limits.callBudget().toMillis());
    if (candidate.health().overran(device, devices)) {
      quarantineIfReplaceable(candidate, "its calls overran their budget");
    }
  }

  /** A slow module is better than none: the machine may be slow. */
  private void quarantineIfReplaceable(Candidate candidate, String reason) {
    boolean replaceable;
    synchronized (this) {
      replaceable = slot(candidate.number()).hasFallbackFor(candidate);
    }
    if (replaceable) {
      quarantine(candidate, reason);
    }
  }

  @Override
  public Optional<ServedModule> find(int number) {
    Slot slot = slots.get(number);
    return slot == null ? Optional.empty() : slot.served();
  }

  @Override
  public boolean isAwaited(int number) {
    Slot slot = slots.get(number);
    return slot != null && slot.isAwaited();
  }

  @Override
  public Collection<ServedModule> served() {
    return byNumber().map(Slot::served).flatMap(Optional::stream).toList();
  }

  private Stream<Slot> byNumber() {
    return slots.values().stream()
        .sorted(Comparator.comparing(Slot::number, Integer::compareUnsigned));
  }

  @Override
  public synchronized List<ModuleSnapshot> modules() {
    return byNumber().flatMap(slot -> slot.snapshots().stream()).toList();
  }

  @Override
  public Map<Integer, DurationHistogram> swapPauses() {
    return slots.values().stream()
        .map(slot -> Map.entry(slot.number(), slot.swapPauses()))
        .filter(pauses -> pauses.getValue().count() > 0)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  LostCallsView lostCalls() {
    return lost;
  }

  /** Returns a heartbeat of the watch; it fails when so many modules hang that health is down. */
  CompletionStage<Void> beat() {
    return CompletableFuture.runAsync(
        () -> {
          if (lost.isDown()) {
            throw new IllegalStateException(
                "more than " + LostCallsView.MAX_LOST + " threads are lost");
          }
        },
        timer);
  }

  /** Returns the standing of the modules of a bundle. */
  synchronized Standing standing(long bundleId) {
    return slots.values().stream()
        .flatMap(slot -> slot.standings(bundleId).stream())
        .max(Comparator.naturalOrder())
        .orElse(Standing.NONE);
  }

  /** Returns what has become of the modules of a bundle. */
  synchronized List<Outcome> outcomes(long bundleId) {
    return byNumber().flatMap(slot -> slot.outcomes(bundleId).stream()).toList();
  }

  /** Says which bundle has taken the place of another. */
  void setSuccessor(long bundleId, OptionalLong successor) {
    Long before =
        successor.isPresent()
            ? successors.put(bundleId, successor.getAsLong())
            : successors.remove(bundleId);
    if (!Objects.equals(before, successor.isPresent() ? successor.getAsLong() : null)) {
      slots.values().forEach(slot -> change(slot, reordered -> {}));
    }
  }

  /** Returns the candidates that were set aside. */
  synchronized List<Candidate> setAside() {
    return byNumber().flatMap(slot -> slot.setAside().stream()).toList();
  }

  @Override
  public Lane lane(int number) {
    return currentGuard(slot(number)).lane();
  }

  @Override
  public ModuleDevice open(DeviceKey device, Held held) {
    Slot slot = slot(device.module());
    return new GuardedDevice(slot, currentGuard(slot), device, held, clock, judge);
  }

  @Override
  public CompletableFuture<Folded> foldErrors(
      DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits) {
    return folding.fold(slot(device.module()), device, error, statuses, fits);
  }

  @Override
  public Map<Integer, Long> unfoldedStatuses() {
    return slots.values().stream()
        .filter(slot -> slot.unfolded() > 0)
        .collect(Collectors.toUnmodifiableMap(Slot::number, Slot::unfolded));
  }

  /** Ends: what waits to be folded is not. */
  void close() {
    folding.close();
  }

  private String notReturned() {
    return "a call did not return within " + limits.hangLimit().toMillis() + " ms";
  }

  private final class DeviceJudge implements GuardedDevice.Judge {

    @Override
    public void refuses(Candidate candidate, String what) {
      keepOut(candidate, what);
    }

    @Override
    public void failed(Candidate candidate, String reason) {
      quarantine(candidate, "it keeps failing: " + reason);
    }

    @Override
    public void replaced(Candidate candidate, Candidate by, String reason) {
      if (candidate.health().replaced()) {
        LOG.warn("{}; version {} answers instead", reason, by.description().version());
      }
    }
  }

  private final class RehearsalJudge implements Rehearsal.Judge {

    @Override
    public void refuses(Candidate candidate, String what) {
      keepOut(candidate, what);
    }

    @Override
    public void over(Rehearsal rehearsal) {
      change(slot(rehearsal.candidate().number()), rehearsed -> {});
    }
  }

  private final class HangJudge implements HangWatch.Judge {

    /** Sets the module aside first: a device that reconnects at once must not meet it again. */
    @Override
    public void laneHangs(Slot slot, Guard guard, Candidate hung, boolean outOfService) {
      if (outOfService) {
        LOG.error(
            "Number {} is out of service until the gateway is restarted",
            Integer.toUnsignedString(slot.number()));
      }
      change(
          slot,
          hanging -> {
            hanging.setOutOfService(outOfService);
            setAside(hanging, hung, notReturned());
          });
      guard.lane().abandon();
      currentGuard(slot);
      changed.accept(slot.number());
    }

    @Override
    public void rehearsalHangs(Candidate hung) {
      quarantine(hung, notReturned());
    }

    @Override
    public void recovered() {
      for (Slot slot : slots.values()) {
        boolean[] back = new boolean[1];
        change(slot, returning -> back[0] = returning.setOutOfService(false));
        if (back[0] && slot.serving() == null) {
          endGrace(slot, slot.departures());
        }
      }
    }
  }
}
