package gateway.laboratory.outage;

import gateway.laboratory.outage.NumberedStatuses.Answer;
import gateway.laboratory.outage.NumberedStatuses.Entry;
import gateway.laboratory.outage.NumberedStatuses.Excuse;
import gateway.laboratory.outage.NumberedStatuses.Fate;
import gateway.protocol.external.Status.DeviceState;
import java.util.BitSet;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * The statuses of one device, numbered from 1, and what became of each. Statuses of a device come
 * in order, so whatever is still missing when a later one arrives is lost.
 */
final class DeviceLedger implements StatusHistory {

  /** Older ones can be part of a wrong error message only, which is one without them too. */
  private static final int REMEMBERED = 5_000;

  /** Whether an older status may come after a newer one. */
  private enum Order {
    FORWARD,
    /** Once the gateway is linked again; what arrives before is still of the process that ended. */
    BACK_WHEN_LINKED,
    /** With the beginning of the next session. */
    BACK
  }

  private final String device;
  private final StatusKind kind;
  private final Findings findings;
  private final NumberedStatuses statuses = new NumberedStatuses();
  private int highestForwarded;
  private int lastForwarded;
  private int acknowledged;
  private int settled;

  private Order order = Order.FORWARD;

  private long unanswered;
  private long repeated;
  private long farewells;
  private long oldestAtKill;

  DeviceLedger(String device, StatusKind kind, Findings findings) {
    this.device = device;
    this.kind = kind;
    this.findings = findings;
  }

  /** Begins a status and returns its number. */
  synchronized int begin() {
    return statuses.add();
  }

  /** The device has got a command for a status. */
  synchronized void answered(int number, long at) {
    Entry entry = statuses.get(number);
    entry.answer = Answer.ANSWERED;
    entry.answeredAt = at;
  }

  /** The connection broke before the command for a status came: it may arrive or not. */
  synchronized void unanswered(int number) {
    statuses.get(number).answer = Answer.UNANSWERED;
  }

  /** The gateway may forward what was answered since then, and what is not answered yet, again. */
  synchronized void mayRepeatSince(long time) {
    for (int number = statuses.newest(); !statuses.isForgotten(number); number--) {
      Entry entry = statuses.get(number);
      if (entry.answer == Answer.ANSWERED && entry.answeredAt - time < 0) {
        return;
      }
      entry.repeats++;
    }
  }

  /** The gateway was killed: what was answered within the margin before may be lost. */
  synchronized void killed(long at, long margin) {
    order = Order.BACK_WHEN_LINKED;
    for (int number = statuses.newest(); !statuses.isForgotten(number); number--) {
      Entry entry = statuses.get(number);
      if (entry.answer == Answer.ANSWERED) {
        if (at - entry.answeredAt > margin) {
          return;
        }
        entry.beforeKill = at - entry.answeredAt;
        entry.excuse(Excuse.KILLED);
      }
    }
  }

  /** The gateway has made a link to the broker. */
  synchronized void linked() {
    if (order == Order.BACK_WHEN_LINKED) {
      order = Order.BACK;
    }
  }

  /** The gateway has said that its store was damaged: what has not arrived may be lost. */
  synchronized void damaged() {
    order = Order.BACK_WHEN_LINKED;
    acknowledged = 0;
    for (int number = oldest(); number <= statuses.newest(); number++) {
      statuses.get(number).excuse(Excuse.ANNOUNCED);
    }
  }

  /**
   * The External Server has forwarded a status to its module.
   *
   * @param error empty if it carried none
   */
  synchronized void forwarded(DeviceState state, int number, String error) {
    if (number < 1 || number > statuses.newest()) {
      violation("status " + number + " was never sent");
      return;
    }
    boolean back = order == Order.BACK && state == DeviceState.CONNECTING;
    if (number < lastForwarded && !back) {
      violation(state + " status " + number + " after status " + lastForwarded);
    }
    lastForwarded = back ? number : Math.max(number, lastForwarded);
    order = back ? Order.FORWARD : order;
    if (hasArrived(number)) {
      countAgain(state, number);
    }
    if (!error.isEmpty()) {
      if (state != DeviceState.CONNECTING) {
        violation(state + " status " + number + " carries an error message");
      }
      folded(number, error);
    }
    if (!hasArrived(number)) {
      statuses.get(number).fate = Fate.DELIVERED;
    }
    missingBefore(number);
    highestForwarded = Math.max(number, highestForwarded);
  }

  private void countAgain(DeviceState state, int number) {
    if (state == DeviceState.DISCONNECT) {
      farewells++;
    } else if (state == DeviceState.RUNNING || isConfirmed(number)) {
      repeated++;
    } else {
      unanswered++;
    }
  }

  private boolean isConfirmed(int number) {
    return statuses.isForgotten(number) || statuses.get(number).confirmed;
  }

  /** The gateway has got the answer to a status, or to one whose error message held it. */
  synchronized void confirmed(int number) {
    if (!statuses.isForgotten(number)) {
      statuses.get(number).confirmed = true;
    }
  }

  /** One behind: the status that carries an error message is not in it. */
  private void folded(int carrier, String error) {
    int last = carrier - 1;
    FoldedStatuses folded;
    try {
      folded = kind.explain(error, last, this);
    } catch (WrongErrorMessage e) {
      violation(e.getMessage());
      // What it holds is not known, and not reported as lost too.
      IntStream.rangeClosed(oldest(), last)
          .filter(number -> !hasArrived(number))
          .forEach(number -> statuses.get(number).fate = Fate.FOLDED);
      return;
    }
    int again = 0;
    for (int number : folded.numbers()) {
      if (hasArrived(number)) {
        again++;
      } else {
        statuses.get(number).fate = Fate.FOLDED;
      }
    }
    unanswered += again;
    folded.numbers().stream()
        .filter(
            number ->
                number <= acknowledged && !statuses.isForgotten(number) && repeats(number) == 0)
        .findFirst()
        .ifPresent(number -> acknowledgedBefore(number, carrier));
    if (folded.traceless()) {
      for (int number = oldest(); number <= last; number++) {
        if (!StatusKind.isNamed(number) && !hasArrived(number)) {
          statuses.get(number).fate = Fate.FOLDED;
        }
      }
    }
  }

  private void acknowledgedBefore(int number, int carrier) {
    violation(
        "status "
            + number
            + " is in the error message of status "
            + carrier
            + ", though everything up to "
            + acknowledged
            + " was acknowledged");
  }

  private void missingBefore(int number) {
    BitSet lost = new BitSet();
    for (int earlier = Math.max(oldest(), settled + 1); earlier < number; earlier++) {
      Entry entry = statuses.get(earlier);
      if (isOwed(earlier) && entry.fate == Fate.MISSING) {
        entry.fate = Fate.LOST;
        lost.set(earlier);
      }
    }
    if (!lost.isEmpty()) {
      violation("lost " + ranges(lost) + ": status " + number + " has arrived");
    }
  }

  private static String ranges(BitSet numbers) {
    StringJoiner text = new StringJoiner(", ");
    for (int from = numbers.nextSetBit(0); from >= 0; ) {
      int to = numbers.nextClearBit(from) - 1;
      text.add(from == to ? "" + from : from + " to " + to);
      from = numbers.nextSetBit(to + 1);
    }
    return text.toString();
  }

  /**
   * The gateway knows that everything up to this status was delivered, and has had the time to
   * store it.
   */
  synchronized void acknowledged(int through) {
    acknowledged = Math.max(acknowledged, through);
  }

  /** Returns the number of the newest status that was answered, 0 if there is none. */
  synchronized int newestAnswered() {
    for (int number = statuses.newest(); !statuses.isForgotten(number); number--) {
      if (statuses.get(number).answer == Answer.ANSWERED) {
        return number;
      }
    }
    return oldest() - 1;
  }

  /** Tells whether it is certain what became of every status up to this one. */
  synchronized boolean isSettled(int through) {
    return highestForwarded >= through;
  }

  /** Says how much has arrived, for the message that says what is missing. */
  synchronized String state() {
    return device + " has arrived up to " + highestForwarded + " of " + statuses.newest();
  }

  /** Counts the statuses up to this one that were not counted before; what is missing is lost. */
  synchronized DeliveryTotals settle(int through) {
    long[] fates = new long[Fate.values().length];
    long[] excused = new long[Excuse.values().length];
    long produced = 0;
    for (int number = settled + 1; number <= through; number++) {
      Entry entry = statuses.get(number);
      if (entry.answer != Answer.ANSWERED) {
        continue;
      }
      produced++;
      if (entry.fate == Fate.MISSING) {
        excused[entry.excuse.ordinal()]++;
        if (entry.excuse == Excuse.KILLED && kind.tellsWhich()) {
          oldestAtKill = Math.max(oldestAtKill, entry.beforeKill);
        }
      } else {
        fates[entry.fate.ordinal()]++;
      }
    }
    settled = Math.max(settled, through);
    DeliveryTotals totals =
        new DeliveryTotals(
            produced,
            fates[Fate.DELIVERED.ordinal()],
            fates[Fate.FOLDED.ordinal()],
            unanswered,
            repeated,
            farewells,
            excused[Excuse.KILLED.ordinal()],
            excused[Excuse.ANNOUNCED.ordinal()],
            fates[Fate.LOST.ordinal()] + excused[Excuse.NONE.ordinal()]);
    unanswered = 0;
    repeated = 0;
    farewells = 0;
    statuses.forget(settled, REMEMBERED);
    return totals;
  }

  /**
   * Returns how long before a kill the oldest status was answered that was settled as missing since
   * the last call, in nanoseconds; 0 if there is none, or if error messages do not tell which those
   * are.
   */
  synchronized long takeOldestAtKill() {
    long taken = oldestAtKill;
    oldestAtKill = 0;
    return taken;
  }

  @Override
  public int oldest() {
    return statuses.oldest();
  }

  @Override
  public boolean isOwed(int number) {
    Entry entry = statuses.get(number);
    return entry.answer == Answer.ANSWERED && entry.excuse == Excuse.NONE;
  }

  @Override
  public boolean isMissing(int number) {
    return !statuses.isForgotten(number) && statuses.get(number).fate == Fate.MISSING;
  }

  /** Tells whether the External Server has it, alone or in an error message. */
  private boolean hasArrived(int number) {
    return statuses.isForgotten(number) || statuses.get(number).hasArrived();
  }

  @Override
  public int repeats(int number) {
    return statuses.get(number).repeats;
  }

  private void violation(String what) {
    findings.violation(device + ": " + what);
  }
}
