package gateway.laboratory.swap;

import gateway.laboratory.swap.module.Mark;
import gateway.simulator.load.LoadClient;
import gateway.simulator.load.LoadDevice;
import java.util.concurrent.TimeUnit;

/**
 * Checks that each answer is a command for this device, to this very status. Used by the thread of
 * the client.
 */
final class Answers implements LoadClient.Check {

  private static final int LONGEST_COMMAND = 4096;

  private final long deadlineNanos;
  private final byte[] command = new byte[LONGEST_COMMAND];
  private final Takeovers takeovers = new Takeovers();
  private Pauses pauses = new Pauses(0, 0);
  private int version = -1;
  private long late;

  Answers(int deadlineMillis) {
    deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
  }

  Takeovers takeovers() {
    return takeovers;
  }

  /** Begins to count anew. */
  Pauses begin(long now, long nanos) {
    late = 0;
    pauses = new Pauses(now, nanos);
    return pauses;
  }

  /** Returns how many answers came after the deadline. */
  long late() {
    return late;
  }

  @Override
  public boolean isRight(LoadDevice device, int length, long nanos) {
    Mark mark = Mark.find(command, device.copyCommand(length, command));
    if (mark == null || mark.number() != device.lastNumber()) {
      return false;
    }
    long now = System.nanoTime();
    pauses.record(now, nanos);
    if (nanos > deadlineNanos) {
      late++;
    }
    if (mark.version() != version) {
      version = mark.version();
      takeovers.add(version, now);
    }
    return true;
  }
}
