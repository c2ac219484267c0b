package gateway.simulator.outage;

import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * The statuses of one device, numbered from 1, and what became of each. Statuses of a device come
 * in order, so whatever is still missing when a later one arrives is lost.
 */
final class DeviceLedger implements History {

  /** Older ones can be part of a wrong error message only, which is one without them too. */
  private static final int REMEMBERED = 5_000;

  private enum Answer {
    SENT,
    ANSWERED,
    UNANSWERED
  }

  private enum Fate {
    MISSING,
    DELIVERED,
    FOLDED,
    LOST
  }

  private enum Excuse {
    NONE,
    KILLED,
    ANNOUNCED
  }

  private static final class Entry {
    private Answer answer = Answer.SENT;
    private Fate fate = Fate.MISSING;
    private Excuse excuse = Excuse.NONE;
    private long answeredAt;
    private long beforeKill;
    private int repeats;
  }

  private final String device;
  private final StatusKind kind;
  private final Findings findings;
  private final List<Entry> entries = new ArrayList<>();
  private int forgotten;
  private int highestForwarded;
  private int acknowledged;
  private int settled;
  private boolean mayGoBack;
  private long duplicated;
  private long oldestAtKill;

  DeviceLedger(String device, StatusKind kind, Findings findings) {
    this.device = device;
    this.kind = kind;
    this.findings = findings;
  }

  /** Begins a status and returns its number. */
  synchronized int begin() {
    entries.add(new Entry());
    return newest();
  }

  /** The device has got a command for a status. */
  synchronized void answered(int number, long at) {
    Entry entry = entry(number);
    entry.answer = Answer.ANSWERED;
    entry.answeredAt = at;
  }

  /** The connection broke before the command for a status came: it may arrive or not. */
  synchronized void unanswered(int number) {
    entry(number).answer = Answer.UNANSWERED;
  }

  /**
   * The gateway may forward its current status again: as the last one, or after a status period. If
   * the newest status was not answered, it is that one or the one before.
   */
  synchronized void mayRepeat(int times) {
    for (int number = newest(); number > Math.max(forgotten, newest() - 2); number--) {
      entry(number).repeats += times;
    }
  }

  /** The gateway was killed: what was answered within the margin before may be lost. */
  synchronized void killed(long at, long margin) {
    mayGoBack = true;
    for (int number = newest(); number > forgotten; number--) {
      Entry entry = entry(number);
      if (entry.answer == Answer.ANSWERED) {
        if (at - entry.answeredAt > margin) {
          return;
        }
        entry.beforeKill = at - entry.answeredAt;
        excuse(entry, Excuse.KILLED);
      }
    }
  }

  /** The gateway has said that its store was damaged: what has not arrived may be lost. */
  synchronized void damaged() {
    mayGoBack = true;
    acknowledged = 0;
    for (int number = forgotten + 1; number <= newest(); number++) {
      excuse(entry(number), Excuse.ANNOUNCED);
    }
  }

  /** What has arrived is excused too: it may be absent from an error message then. */
  private static void excuse(Entry entry, Excuse excuse) {
    if (entry.excuse == Excuse.NONE) {
      entry.excuse = excuse;
    }
  }

  /**
   * The External Server has forwarded a status to its module.
   *
   * @param error empty if it carried none
   */
  synchronized void forwarded(DeviceState state, int number, String error) {
    if (number < 1 || number > newest()) {
      violation("status " + number + " was never sent");
      return;
    }
    if (number < highestForwarded && !mayGoBack) {
      violation(state + " status " + number + " after status " + highestForwarded);
    }
    if (!error.isEmpty()) {
      if (state != DeviceState.CONNECTING) {
        violation(state + " status " + number + " carries an error message");
      }
      folded(number, error);
    }
    if (number > forgotten && !isCovered(number)) {
      entry(number).fate = Fate.DELIVERED;
    } else if (number > forgotten && entry(number).fate == Fate.FOLDED && !error.isEmpty()) {
      entry(number).fate = Fate.DELIVERED;
    }
    missingBefore(number);
    if (number > highestForwarded) {
      highestForwarded = number;
      mayGoBack = false;
    }
  }

  private void folded(int last, String error) {
    Folded folded;
    try {
      folded = kind.explain(error, last, this);
    } catch (WrongError e) {
      violation(e.getMessage());
      // What it holds is not known, and not reported as lost too.
      IntStream.rangeClosed(oldest(), last)
          .filter(number -> !isCovered(number))
          .forEach(number -> entry(number).fate = Fate.FOLDED);
      return;
    }
    int again = 0;
    for (int number : folded.numbers()) {
      if (isCovered(number)) {
        again++;
      } else {
        entry(number).fate = Fate.FOLDED;
      }
    }
    duplicated += again;
    folded.numbers().stream()
        .filter(number -> number <= acknowledged && number > forgotten && repeats(number) == 0)
        .findFirst()
        .ifPresent(number -> acknowledgedBefore(number, last));
    if (folded.traceless()) {
      for (int number = oldest(); number < last; number++) {
        if (!StatusKind.isNamed(number) && !isCovered(number)) {
          entry(number).fate = Fate.FOLDED;
        }
      }
    }
  }

  private void acknowledgedBefore(int number, int last) {
    violation(
        "status "
            + number
            + " is in the error message of status "
            + last
            + ", though everything up to "
            + acknowledged
            + " was acknowledged");
  }

  private void missingBefore(int number) {
    BitSet lost = new BitSet();
    for (int earlier = Math.max(oldest(), settled + 1); earlier < number; earlier++) {
      Entry entry = entry(earlier);
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
    for (int number = newest(); number > forgotten; number--) {
      if (entry(number).answer == Answer.ANSWERED) {
        return number;
      }
    }
    return forgotten;
  }

  /** Tells whether it is certain what became of every status up to this one. */
  synchronized boolean isSettled(int through) {
    return highestForwarded >= through;
  }

  /** Tells what has arrived at last, for whoever waits for more. */
  synchronized String state() {
    return device + " has arrived up to " + highestForwarded + " of " + newest();
  }

  /** Counts the statuses up to this one that were not counted before; what is missing is lost. */
  synchronized Totals settle(int through) {
    long[] fates = new long[Fate.values().length];
    long[] excused = new long[Excuse.values().length];
    long produced = 0;
    for (int number = settled + 1; number <= through; number++) {
      Entry entry = entry(number);
      if (entry.answer != Answer.ANSWERED) {
        continue;
      }
      produced++;
      if (entry.fate == Fate.MISSING) {
        excused[entry.excuse.ordinal()]++;
        if (entry.excuse == Excuse.KILLED) {
          oldestAtKill = Math.max(oldestAtKill, entry.beforeKill);
        }
      } else {
        fates[entry.fate.ordinal()]++;
      }
    }
    settled = Math.max(settled, through);
    Totals totals =
        new Totals(
            produced,
            fates[Fate.DELIVERED.ordinal()],
            fates[Fate.FOLDED.ordinal()],
            duplicated,
            excused[Excuse.KILLED.ordinal()],
            excused[Excuse.ANNOUNCED.ordinal()],
            fates[Fate.LOST.ordinal()] + excused[Excuse.NONE.ordinal()]);
    duplicated = 0;
    forget();
    return totals;
  }

  /**
   * Returns how long before a kill the oldest status was answered that was settled as missing since
   * the last call, in nanoseconds; 0 if there is none.
   */
  synchronized long takeOldestAtKill() {
    long taken = oldestAtKill;
    oldestAtKill = 0;
    return taken;
  }

  private void forget() {
    int surplus = Math.min(settled - forgotten, entries.size() - REMEMBERED);
    if (surplus > 0) {
      entries.subList(0, surplus).clear();
      forgotten += surplus;
    }
  }

  @Override
  public int oldest() {
    return forgotten + 1;
  }

  @Override
  public boolean isOwed(int number) {
    Entry entry = entry(number);
    return entry.answer == Answer.ANSWERED && entry.excuse == Excuse.NONE;
  }

  @Override
  public boolean isCovered(int number) {
    if (number <= forgotten) {
      return true;
    }
    Fate fate = entry(number).fate;
    return fate == Fate.DELIVERED || fate == Fate.FOLDED;
  }

  @Override
  public int repeats(int number) {
    return entry(number).repeats;
  }

  private int newest() {
    return forgotten + entries.size();
  }

  private Entry entry(int number) {
    return entries.get(number - forgotten - 1);
  }

  private void violation(String what) {
    findings.violation(device + ": " + what);
  }
}
