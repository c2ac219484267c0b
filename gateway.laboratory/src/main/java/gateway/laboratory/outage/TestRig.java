package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Everything that a fault can touch.
 *
 * @param vehicle company and vehicle, as the topics begin and the client is called
 * @param known tells which devices the External Server knows now
 */
record TestRig(
    String vehicle,
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

  /** Last level of the topic on which the External Server publishes. */
  static final String TO_GATEWAY = "external_server";

  /** Last level of the topic of its notifications. */
  static final String NOTIFICATION = "external_server_disconnect";

  private static final long STOP_MILLIS = 5_000;
  private static final int EMPTY_MILLIS = 20_000;
  private static final int LISTEN_MILLIS = 10_000;

  /** Not scaled: after a minute, or two, a device that was left out is tried again. */
  private static final int REFUSED_MILLIS = 130_000;

  private static final int HEALTHY_MILLIS = 15_000;
  private static final int SAID_MILLIS = 15_000;
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

  /** Stops the gateway as its operator would, and starts it again. */
  void restartGateway() throws IOException, InterruptedException {
    gateway.terminate();
    awaitStopped();
    gateway.start();
  }

  /**
   * Moves the gateway, without its store: everything is delivered, and no device is there, when it
   * stops.
   */
  void move(DataPlace place) throws IOException, InterruptedException {
    fleet.leave(fleet.devices());
    if (!Threads.await(EMPTY_MILLIS, this::isEmpty)) {
      findings.violation("not everything arrives when all devices leave");
    }
    gateway.terminate();
    awaitStopped();
    StoreFiles.in(place.seen()).delete();
    gateway.moveTo(place);
    gateway.start();
    fleet.comeBack();
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

  /** Returns a topic of the vehicle. */
  String topic(String last) {
    return vehicle + '/' + last;
  }

  /** All devices go on, in spite of something. */
  void awaitAll(String spite, int millis) throws InterruptedException {
    awaitOthers(spite, key -> true, millis);
  }

  /** These devices go on, in spite of something that is wrong with others. */
  void awaitOthers(String spite, Predicate<DeviceKey> which, int millis)
      throws InterruptedException {
    Ledger.Mark mark = ledger.mark();
    if (!Threads.await(millis, () -> ledger.isSettled(mark, which))) {
      findings.violation(spite + " keeps others out: " + ledger.unsettled(mark, which));
    }
  }

  /**
   * Devices that were left out are tried again, for there is no reason any more.
   *
   * @param waits whether the gateway gets the time to do so by itself; otherwise it is restarted
   */
  void awaitRefused(boolean waits) throws IOException, InterruptedException {
    if (waits) {
      awaitAll("what is over by now", REFUSED_MILLIS);
    } else {
      restartGateway();
    }
  }

  /** Waits until the gateway says that it is healthy. */
  void awaitHealthy() throws InterruptedException {
    awaitHealthy(HEALTHY_MILLIS);
  }

  /** Does so where devices may have been left out, whose messages were long on their way. */
  void awaitHealthyAfterRetries() throws InterruptedException {
    awaitHealthy(REFUSED_MILLIS);
  }

  private void awaitHealthy(int millis) throws InterruptedException {
    Optional<GatewayHealth> health = gateway.health();
    if (health.isPresent() && !Threads.await(millis, health.get()::isGood)) {
      findings.violation("the gateway does not become healthy: " + health.get().text());
    }
  }

  /** Waits until the gateway says what is wrong: a part of the text of its health. */
  void awaitSaid(String part) throws InterruptedException {
    Optional<GatewayHealth> health = gateway.health();
    if (health.isPresent()
        && !Threads.await(SAID_MILLIS, () -> health.get().text().contains(part))) {
      findings.violation("health does not name \"" + part + "\": " + health.get().text());
    }
  }

  /** Waits until the External Server can be reached. */
  void awaitCloud() throws IOException, InterruptedException {
    if (!Threads.await(LISTEN_MILLIS, cloud::isThere)) {
      throw new IOException("the simulated External Server does not get to its broker");
    }
  }
}
