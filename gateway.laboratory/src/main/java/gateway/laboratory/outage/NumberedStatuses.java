package gateway.laboratory.outage;

import java.util.ArrayList;
import java.util.List;

/** The newer statuses of a device, numbered from 1 without a gap. */
final class NumberedStatuses {

  /** Whether a status was answered. */
  enum Answer {
    SENT,
    ANSWERED,
    UNANSWERED
  }

  /** What became of a status. */
  enum Fate {
    MISSING,
    DELIVERED,
    FOLDED,
    LOST
  }

  /** Why a status may be missing. */
  enum Excuse {
    NONE,
    KILLED,
    ANNOUNCED
  }

  /** One status. */
  static final class Entry {
    Answer answer = Answer.SENT;
    Fate fate = Fate.MISSING;
    Excuse excuse = Excuse.NONE;
    long answeredAt;
    long beforeKill;
    int repeats;

    /** Whether the gateway has got its StatusResponse. */
    boolean confirmed;

    /** What has arrived is excused too: it may be absent from an error message then. */
    void excuse(Excuse reason) {
      if (excuse == Excuse.NONE) {
        excuse = reason;
      }
    }

    boolean hasArrived() {
      return fate == Fate.DELIVERED || fate == Fate.FOLDED;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private int forgotten;

  /** Adds a status and returns its number. */
  int add() {
    entries.add(new Entry());
    return newest();
  }

  /** Returns the number of the oldest one that is remembered. */
  int oldest() {
    return forgotten + 1;
  }

  /** Returns the number of the newest one, 0 if there was none. */
  int newest() {
    return forgotten + entries.size();
  }

  boolean isForgotten(int number) {
    return number <= forgotten;
  }

  Entry get(int number) {
    return entries.get(number - forgotten - 1);
  }

  /** Forgets those up to this number, but for so many of the newest. */
  void forget(int through, int kept) {
    int surplus = Math.min(through - forgotten, entries.size() - kept);
    if (surplus > 0) {
      entries.subList(0, surplus).clear();
      forgotten += surplus;
    }
  }
}
