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
final class OutageRound {

  private static final int PHASE_MILLIS = 10_000;
  private static final int RECOVERY_MILLIS = 30_000;
  private static final int WITHDRAWAL_MILLIS = 5_000;

  private final TestRig rig;
  private final RoundPlan plan;
  private final Fault fault;
  private final Violations violations;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  OutageRound(TestRig rig, RoundPlan plan, Fault fault, Violations violations) {
    this.rig = rig;
    this.plan = plan;
    this.fault = fault;
    this.violations = violations;
  }

  RoundResult run() throws IOException, InterruptedException {
    rig.log().note("round", plan.toString());
    fault.prepare();
    rig.awaitSession();
    List<LabDevice> leaving = leaving();
    reachPhase(leaving);
    fault.last(plan.length());
    fault.end();
    rig.awaitCloud();
    Set<DeviceKey> gone = rig.fleet().leave(leaving);
    if (!plan.stayAway()) {
      rig.fleet().comeBack();
    }
    long back = System.nanoTime();
    Ledger.Mark mark = rig.ledger().mark();
    rig.log().note("round", "everything is back");
    if (!Threads.await(RECOVERY_MILLIS, () -> rig.ledger().isSettled(mark))) {
      violations.violation(
          "not everything has arrived "
              + RECOVERY_MILLIS / 1000
              + " s after everything was back: "
              + rig.ledger().unsettled(mark, key -> true));
    }
    long recovery = System.nanoTime() - back;
    if (plan.stayAway()) {
      awaitWithdrawn(gone);
      rig.fleet().comeBack();
    }
    fault.cleanUp();
    DeliveryTotals totals = rig.ledger().settle(mark);
    if (plan.fault().exhausts()) {
      rig.awaitHealthy();
      if (new Random(plan.seed()).nextBoolean()) {
        rig.restartGateway();
      }
    }
    return new RoundResult(
        plan,
        totals,
        recovery,
        rig.fleet().takeLongest(),
        rig.ledger().takeOldestAtKill(),
        violations.take());
  }

  private List<LabDevice> leaving() {
    List<LabDevice> devices = new ArrayList<>(rig.fleet().devices());
    Collections.shuffle(devices, new Random(plan.seed()));
    return devices.subList(0, plan.leaving());
  }

  private void reachPhase(List<LabDevice> leaving) throws IOException, InterruptedException {
    if (plan.phase() == SessionPhase.RUNNING) {
      Thread.sleep(plan.outage() / 2);
      begin();
    } else {
      rig.trigger().arm(plan.phase(), plan.step(), plan.after(), this::begin);
      if (plan.phase().inSequence) {
        rig.relay().cut();
        Thread.sleep(plan.outage());
        rig.relay().restore();
      } else {
        rig.fleet().leave(leaving);
      }
      if (!rig.trigger().await(PHASE_MILLIS) && rig.trigger().disarm()) {
        violations.violation("no session has reached " + plan.text());
        begin();
      }
    }
    rig.fleet().leave(leaving);
    try {
      begun.get(PHASE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the fault cannot begin: " + e.getMessage(), e);
    }
  }

  private void begin() {
    try {
      rig.log().note("round", plan.fault() + " begins");
      fault.begin();
      begun.complete(null);
    } catch (IOException | RuntimeException e) {
      begun.completeExceptionally(e);
    }
  }

  /** A device that has left must be withdrawn from the External Server (PROTOCOL section 4.4). */
  private void awaitWithdrawn(Set<DeviceKey> gone) throws InterruptedException {
    if (!Threads.await(WITHDRAWAL_MILLIS, () -> Collections.disjoint(rig.known().get(), gone))) {
      violations.violation("devices have left and are not withdrawn: " + rig.known().get());
    }
  }
}
