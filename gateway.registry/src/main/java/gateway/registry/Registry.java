package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.view.ModulesView;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which module serves which number, and the only way to call one. Candidates come and go under one
 * monitor, rarely; lookups and calls take no lock.
 */
public final class Registry implements ModuleCatalog, ModuleRuntime, ModulesView {

  /**
   * Limits of module calls.
   *
   * @param callBudget what one call may take
   * @param hangLimit after which a call counts as hung
   * @param grace for which a number waits for a successor
   */
  public record Limits(Duration callBudget, Duration hangLimit, Duration grace) {}

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private final LaneFactory lanes;
  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private final Limits limits;
  private final IntConsumer changed;
  private final ConcurrentMap<Integer, Slot> slots = new ConcurrentHashMap<>();

  /**
   * Makes a registry.
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
    this.lanes = lanes;
    this.timer = timer;
    this.clock = clock;
    this.limits = limits;
    this.changed = changed;
    long period = Math.max(1, limits.hangLimit().toMillis() / Guard.LOOKS);
    timer.scheduleWithFixedDelay(this::watch, period, period, TimeUnit.MILLISECONDS);
  }

  private Slot slot(int number) {
    return slots.computeIfAbsent(number, n -> new Slot(n, guard(lanes.lane(n))));
  }

  private Guard guard(Lane lane) {
    return new Guard(lane, clock, limits.callBudget().toNanos(), this::overran);
  }

  /** Lets a candidate claim its number. */
  public void add(Candidate candidate) {
    change(
        slot(candidate.number()),
        slot -> {
          slot.add(candidate);
          if (candidate.module() == null) {
            slot.quarantine(candidate, "its component could not be activated");
          }
        });
  }

  void remove(Candidate candidate) {
    change(slot(candidate.number()), slot -> slot.remove(candidate));
  }

  private void quarantine(Candidate candidate, String reason) {
    change(
        slot(candidate.number()),
        slot -> {
          if (slot.quarantine(candidate, reason)) {
            LOG.error("Module {} is set aside: {}", candidate.description(), reason);
          }
        });
  }

  /** Listeners are told outside of the monitor: they may call into the framework. */
  private void change(Slot slot, Consumer<Slot> change) {
    boolean other;
    synchronized (this) {
      change.accept(slot);
      other = choose(slot);
    }
    if (other) {
      changed.accept(slot.number());
    }
  }

  /** Returns whether another candidate serves now. */
  private boolean choose(Slot slot) {
    Candidate before = slot.choose();
    Candidate now = slot.serving();
    if (before == now) {
      return false;
    }
    if (before != null) {
      slot.guard().forget(before);
    }
    if (now != null) {
      LOG.info(
          "Module {} serves device types {}{}",
          now.description(),
          now.description().deviceTypes(),
          before == null ? "" : ", taking over from " + before.description());
    } else {
      LOG.info("Module {} has left", before.description());
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
    changed.accept(slot.number());
    // listeners are told on the timer, and disconnect the devices of the owner on the lane: only
    // behind that another name may take the number
    timer.execute(() -> onLane(slot, () -> change(slot, unowned -> {})));
  }

  private static void onLane(Slot slot, Runnable task) {
    try {
      slot.guard().lane().executor().execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Abandons lanes whose module does not come back. */
  private void watch() {
    for (Slot slot : slots.values()) {
      try {
        slot.guard().findHung().ifPresent(hung -> abandonLane(slot, hung));
      } catch (RuntimeException e) {
        // the timer would never call again
        LOG.error("A lane that hangs could not be replaced, trying again: {}", e.toString());
      }
    }
  }

  /** Sets the module aside first: who reconnects at once must not meet it again. */
  private void abandonLane(Slot slot, Candidate hung) {
    LOG.error(
        "A call of module {} hangs: its lane is abandoned, its devices are disconnected",
        hung.description());
    quarantine(hung, "a call did not return within " + limits.hangLimit().toMillis() + " ms");
    slot.guard().lane().abandon();
    currentGuard(slot);
    changed.accept(slot.number());
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

  private void failed(Candidate candidate, Throwable cause) {
    quarantine(candidate, "it keeps failing: " + cause);
  }

  private void overran(Candidate candidate, String call, long nanos) {
    if (!candidate.health().isWarm()) {
      return;
    }
    LOG.warn(
        "Module {} took {} ms in {}, more than its budget of {} ms",
        candidate.description(),
        TimeUnit.NANOSECONDS.toMillis(nanos),
        call,
        limits.callBudget().toMillis());
    if (candidate.health().overran()) {
      quarantineIfReplaceable(candidate, "its calls overran their budget");
    }
  }

  /** A slow module is better than none: the machine may be what is slow. */
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
  public Lane lane(int number) {
    return currentGuard(slot(number)).lane();
  }

  @Override
  public ModuleDevice open(DeviceKey device, Supplier<Optional<Payload>> currentStatus) {
    Slot slot = slot(device.module());
    return new GuardedDevice(slot, currentGuard(slot), device, currentStatus, clock, this::failed);
  }

  @Override
  public CompletionStage<Folded> foldErrors(
      int number, int deviceType, Optional<Payload> error, List<Payload> statuses) {
    CompletableFuture<Folded> folded = new CompletableFuture<>();
    Slot slot = slot(number);
    Guard guard = slot.guard();
    try {
      guard.lane().executor().execute(() -> fold(slot, guard, deviceType, error, statuses, folded));
    } catch (RejectedExecutionException e) {
      folded.completeExceptionally(new ModuleException("the lane has ended", e));
    }
    return folded.orTimeout(limits.hangLimit().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void fold(
      Slot slot,
      Guard guard,
      int deviceType,
      Optional<Payload> error,
      List<Payload> statuses,
      CompletableFuture<Folded> result) {
    Candidate serving = slot.serving();
    if (serving == null) {
      result.completeExceptionally(
          new ModuleException(
              "no module serves number " + Integer.toUnsignedString(slot.number())));
      return;
    }
    Optional<Payload> current = error;
    int failures = 0;
    for (Payload status : statuses) {
      Optional<Payload> before = current;
      try {
        current =
            Optional.of(
                guard.call(
                    serving,
                    "aggregateError",
                    () -> serving.module().aggregateError(deviceType, before, status)));
      } catch (ModuleException e) {
        failures++;
      }
    }
    result.complete(new Folded(current, failures));
  }
}
