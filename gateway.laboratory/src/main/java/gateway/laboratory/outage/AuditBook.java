package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.protocol.internal.Device;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/** What the audits of all links share: the rules that reach beyond one session. */
final class AuditBook {

  /** An earlier Connect may have been on its way when the notification came. */
  private static final int CROSSING = 50;

  private static final int TOLERANCE = 2;

  final String company;
  final String vehicle;
  final Findings findings;
  final Ledger ledger;
  final PhaseTrigger trigger;
  final LabLog log;

  private final LongUnaryOperator stalls;
  private final Set<String> sessions = new HashSet<>();
  private long notifiedAt;
  private boolean notified;

  /**
   * Makes an empty one.
   *
   * @param stalls tells for how many nanoseconds since a time this machine kept processes waiting
   */
  AuditBook(
      String company,
      String vehicle,
      Findings findings,
      Ledger ledger,
      PhaseTrigger trigger,
      LongUnaryOperator stalls,
      LabLog log) {
    this.company = company;
    this.vehicle = vehicle;
    this.findings = findings;
    this.ledger = ledger;
    this.trigger = trigger;
    this.stalls = stalls;
    this.log = log;
  }

  String topic(String last) {
    return company + '/' + vehicle + '/' + last;
  }

  /** Tells whether a session id is new, and remembers it. */
  synchronized boolean isNew(String session) {
    return sessions.add(session);
  }

  /** The gateway is told that the External Server has cleared its session. */
  synchronized void notification() {
    notified = true;
    notifiedAt = System.nanoTime();
  }

  /** The gateway sends Connect (PROTOCOL section 4.8). */
  synchronized void connect() {
    long now = System.nanoTime();
    long since = (now - notifiedAt) / 1_000_000;
    if (notified
        && since > CROSSING
        && since < LabTimes.NOTIFICATION_DELAY - TOLERANCE
        && stalls.applyAsLong(notifiedAt) < LabTimes.nanos(TOLERANCE)) {
      findings.violation("Connect " + since + " ms after the disconnect notification");
    }
  }

  /**
   * Tells whether so many milliseconds are over since then, as the gateway counts them: it may have
   * sent long before it was seen here, on a machine that was busy.
   */
  boolean isOver(long since, int millis) {
    long time = LabTimes.nanos(millis);
    return System.nanoTime() - since + stalls.applyAsLong(since - time) >= time;
  }

  static DeviceKey key(Device device) {
    return new DeviceKey(device.getModuleValue(), device.getDeviceType(), device.getDeviceRole());
  }
}
