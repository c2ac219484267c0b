package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything that a fault can touch.
 *
 * @param known tells which devices the External Server knows now
 */
record TestRig(
    Broker broker,
    Relay relay,
    Cloud cloud,
    GatewayProcess gateway,
    Ledger ledger,
    Fleet fleet,
    Supplier<Set<DeviceKey>> known,
    PhaseTrigger trigger,
    StoreEvents storeEvents,
    MachineStalls stalls,
    Findings findings,
    LabLog log) {

  private static final long STOP_MILLIS = 5_000;
  private static final int LISTEN_MILLIS = 10_000;
  private static final int SESSION_MILLIS = 30_000;

  /** Kills the gateway; what was answered a moment ago may be missing from now on. */
  void killGateway() {
    storeEvents.expect(EventKind.STORE_EMPTY);
    gateway.kill();
    answeredMayBeMissing();
  }

  /** What was answered a moment ago may be missing. */
  void answeredMayBeMissing() {
    long now = System.nanoTime();
    ledger.killed(now, moment(now));
  }

  /** What was answered a moment ago may arrive twice. */
  void answeredMayRepeat() {
    long now = System.nanoTime();
    ledger.mayRepeatSince(now - moment(now));
  }

  /** A busy machine takes longer for everything. */
  private long moment(long now) {
    return LabTimes.nanos(LabTimes.KILL_MARGIN)
        + stalls.since(now - LabTimes.nanos(2 * LabTimes.KILL_MARGIN));
  }

  /** Waits for the gateway after SIGTERM: it must end by itself, in time, with status 0. */
  void awaitStopped() throws InterruptedException {
    int status = gateway.awaitEnd(STOP_MILLIS).orElse(-1);
    if (status != 0) {
      findings.violation(
          status < 0
              ? "the gateway does not stop within " + STOP_MILLIS + " ms"
              : "the gateway has stopped with status " + status);
    }
  }

  /** Tells whether every device is gone, and the External Server has and knows it all. */
  boolean isEmpty() {
    return fleet.isGone() && ledger.isSettled(ledger.mark()) && known.get().isEmpty();
  }

  /** Waits until the External Server knows all devices. */
  void awaitSession() throws InterruptedException {
    List<DeviceKey> all = fleet.devices().stream().map(LabDevice::key).toList();
    if (!Threads.await(SESSION_MILLIS, () -> known.get().containsAll(all))) {
      findings.violation("of " + all + " the server knows " + known.get() + " only");
    }
  }

  /** Waits until the External Server can be reached. */
  void awaitCloud() throws IOException, InterruptedException {
    if (!Threads.await(LISTEN_MILLIS, cloud::isThere)) {
      throw new IOException("the simulated External Server does not get to its broker");
    }
  }
}
