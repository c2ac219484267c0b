package gateway.laboratory.swap;

import gateway.laboratory.swap.module.CommandMark;
import gateway.simulator.load.LoadClient;
import gateway.simulator.load.LoadDevice;
import java.util.concurrent.TimeUnit;

/**
 * Checks that each answer is a command for this device, to this very status. Used by the thread of
 * the client.
 */
final class AnswerCheck implements LoadClient.Check {

  private static final int MAX_COMMAND = 4096;

  private final long deadlineNanos;
  private final byte[] command = new byte[MAX_COMMAND];
  private final Takeovers takeovers = new Takeovers();
  private AnswerWaits pauses = new AnswerWaits(0, 0);
  private int version = -1;
  private long late;

  AnswerCheck(int deadlineMillis) {
    deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
  }

  Takeovers takeovers() {
    return takeovers;
  }

  /** Begins to count again. */
  AnswerWaits begin(long now, long nanos) {
    late = 0;
    pauses = new AnswerWaits(now, nanos);
    return pauses;
  }

  /** Returns how many answers came after the deadline. */
  long late() {
    return late;
  }

  @Override
  public boolean isRight(LoadDevice device, int length, long nanos) {
    CommandMark mark = CommandMark.find(command, device.copyCommand(length, command));
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
