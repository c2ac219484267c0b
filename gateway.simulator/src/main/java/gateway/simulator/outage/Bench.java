package gateway.simulator.outage;

import java.io.IOException;

/** Everything that a fault can touch. */
record Bench(
    Broker broker,
    Relay relay,
    Cloud cloud,
    GatewayProcess gateway,
    Ledger ledger,
    Fleet fleet,
    PhaseTrigger trigger,
    Findings findings,
    LabLog log) {

  private static final long STOP_MILLIS = 5_000;
  private static final long LISTEN_MILLIS = 10_000;

  /** Kills the gateway; what was answered a moment ago may be missing from now on. */
  void killGateway() {
    gateway.kill();
    ledger.killed(System.nanoTime() - LabTimes.nanos(LabTimes.KILL_MARGIN));
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

  /** Waits until the External Server can be reached. */
  void awaitCloud() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!cloud.isThere()) {
      if (System.nanoTime() - begin > LabTimes.nanos((int) LISTEN_MILLIS)) {
        throw new IOException("the simulated External Server does not get to its broker");
      }
      Thread.sleep(5);
    }
  }
}
