package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One round: a fault at its moment, the mending, and the wait until everything has arrived. */
final class Round {

  private static final int PHASE_MILLIS = 10_000;
  private static final int RECOVERY_MILLIS = 30_000;
  private static final int WITHDRAWAL_MILLIS = 5_000;

  private final Bench bench;
  private final RoundPlan plan;
  private final Fault fault;
  private final Violations violations;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  Round(Bench bench, RoundPlan plan, Fault fault, Violations violations) {
    this.bench = bench;
    this.plan = plan;
    this.fault = fault;
    this.violations = violations;
  }

  RoundResult run() throws IOException, InterruptedException {
    bench.log().note("round", plan.toString());
    fault.prepare();
    bench.awaitSession();
    List<LabDevice> leaving = leaving();
    reachPhase(leaving);
    fault.last(plan.length());
    fault.end();
    bench.awaitCloud();
    Set<DeviceKey> gone = bench.fleet().leave(leaving);
    if (!plan.stayAway()) {
      bench.fleet().comeBack();
    }
    long back = System.nanoTime();
    Ledger.Mark mark = bench.ledger().mark();
    bench.log().note("round", "everything is back");
    if (!Threads.await(RECOVERY_MILLIS, () -> bench.ledger().isSettled(mark))) {
      violations.violation(
          "not everything has arrived "
              + RECOVERY_MILLIS / 1000
              + " s after everything was back: "
              + bench.ledger().unsettled(mark, key -> true));
    }
    long recovery = System.nanoTime() - back;
    if (plan.stayAway()) {
      awaitWithdrawn(gone);
      bench.fleet().comeBack();
    }
    fault.cleanUp();
    Totals totals = bench.ledger().settle(mark);
    return new RoundResult(
        plan,
        totals,
        recovery,
        bench.fleet().takeLongest(),
        bench.ledger().takeOldestAtKill(),
        violations.take());
  }

  private List<LabDevice> leaving() {
    List<LabDevice> devices = new ArrayList<>(bench.fleet().devices());
    Collections.shuffle(devices, new Random(plan.seed()));
    return devices.subList(0, plan.leaving());
  }

  private void reachPhase(List<LabDevice> leaving) throws IOException, InterruptedException {
    if (plan.phase() == Phase.RUNNING) {
      Thread.sleep(plan.outage() / 2);
      begin();
    } else {
      bench.trigger().arm(plan.phase(), plan.step(), plan.after(), this::begin);
      if (plan.phase().inSequence) {
        bench.relay().cut();
        Thread.sleep(plan.outage());
        bench.relay().restore();
      } else {
        bench.fleet().leave(leaving);
      }
      if (!bench.trigger().await(PHASE_MILLIS) && bench.trigger().disarm()) {
        violations.violation("no session has reached " + plan.text());
        begin();
      }
    }
    bench.fleet().leave(leaving);
    try {
      begun.get(PHASE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the fault cannot begin: " + e.getMessage(), e);
    }
  }

  private void begin() {
    try {
      bench.log().note("round", plan.fault() + " begins");
      fault.begin();
      begun.complete(null);
    } catch (IOException | RuntimeException e) {
      begun.completeExceptionally(e);
    }
  }

  /** Whoever has left must be withdrawn from the External Server (PROTOCOL section 4.4). */
  private void awaitWithdrawn(Set<DeviceKey> gone) throws InterruptedException {
    if (!Threads.await(WITHDRAWAL_MILLIS, () -> Collections.disjoint(bench.known().get(), gone))) {
      violations.violation("devices have left and are not withdrawn: " + bench.known().get());
    }
  }
}
