package gateway.registry;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The rehearsals of new versions, each on a thread of its own, which may be lost, and which gives
 * way to the threads of devices, whose answers are awaited. Thread-safe.
 */
final class Rehearsals {

  private final Optional<Executor> executor;
  private final LongSupplier clock;
  private final LongSupplier budgetNanos;
  private final Guard.Judge slow;
  private final Rehearsal.Judge judge;
  private final Set<Rehearsal> running = ConcurrentHashMap.newKeySet();

  /**
   * Starts without any.
   *
   * @param executor runs each task on a thread that may be lost; without it nothing is rehearsed
   */
  Rehearsals(
      Optional<Executor> executor,
      LongSupplier clock,
      LongSupplier budgetNanos,
      Guard.Judge slow,
      Rehearsal.Judge judge) {
    this.executor = executor;
    this.clock = clock;
    this.budgetNanos = budgetNanos;
    this.slow = slow;
    this.judge = judge;
  }

  /** Plans a rehearsal to take over from {@code before}; empty where nothing is rehearsed. */
  Optional<Rehearsal> plan(Candidate candidate, Candidate before) {
    if (executor.isEmpty()) {
      return Optional.empty();
    }
    Rehearsal[] planned = new Rehearsal[1];
    Calls calls =
        new Calls(
            clock,
            budgetNanos,
            (overrunning, device, call, nanos) -> {
              giveWayNoLonger();
              slow.overran(overrunning, device, call, nanos, planned[0].devices());
            });
    planned[0] = new Rehearsal(candidate, before, calls, clock, new Court());
    return Optional.of(planned[0]);
  }

  /**
   * Begins a rehearsal with the statuses of a lane's devices; returns false if the lane is gone.
   */
  boolean begin(Rehearsal rehearsal, Guard guard) {
    return guard.execute(
        () -> {
          rehearsal.useSamples(guard.samples(Rehearsal.MAX_SAMPLES));
          executor.orElseThrow().execute(() -> run(rehearsal));
        });
  }

  private void run(Rehearsal rehearsal) {
    running.add(rehearsal);
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
    try {
      rehearsal.run();
    } finally {
      running.remove(rehearsal);
    }
  }

  /** Returns the rehearsals that have not ended and are not given up. */
  Collection<Rehearsal> running() {
    return running;
  }

  void giveUp(Rehearsal rehearsal) {
    running.remove(rehearsal);
  }

  /** Before a verdict: it starts work for all devices, and new threads inherit the priority. */
  private static void giveWayNoLonger() {
    Thread.currentThread().setPriority(Thread.NORM_PRIORITY);
  }

  private final class Court implements Rehearsal.Judge {

    @Override
    public void refuses(Candidate candidate, String what) {
      giveWayNoLonger();
      judge.refuses(candidate, what);
    }

    @Override
    public void over(Rehearsal rehearsal) {
      giveWayNoLonger();
      judge.over(rehearsal);
    }
  }
}
