package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the module calls of one thread, one after the other: guarded, timed, and watched from
 * another thread. Whatever a module throws, returns or does to its thread ends here.
 */
final class Calls {

  /** Is told of each call that took longer than its budget. Called on the thread of the calls. */
  interface Judge {
    void overran(Candidate candidate, @Nullable DeviceKey device, String call, long nanos);
  }

  /** A module call. */
  interface Call<T> {
    T make();
  }

  /** A call that has not returned. */
  record Running(Candidate candidate, String name, long since) {}

  /** Number of looks of the watch after which the same call counts as hung. */
  static final int LOOKS = 4;

  /** Maximum payload that a module may return: the default bound of a device's frame. */
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private static final int MAX_CAUSE_CHARS = 200;
  private static final long NO_CALL = Long.MIN_VALUE;

  private final LongSupplier clock;
  private final Judge judge;
  private final LongSupplier budgetNanos;

  /** When the running call began; written by its thread, read by the watch. */
  private volatile long callSince = NO_CALL;

  /** The candidate and the name of the call; written before {@link #callSince}, read after it. */
  private @Nullable Candidate called;

  private @Nullable String callName;

  /** Owned by the watch. */
  private long watchedCall = NO_CALL;

  private int looks;

  Calls(LongSupplier clock, LongSupplier budgetNanos, Judge judge) {
    this.clock = clock;
    this.budgetNanos = budgetNanos;
    this.judge = judge;
  }

  /**
   * Makes a call of {@code candidate}.
   *
   * @param device the device whose input is judged; null for none
   * @throws ModuleException if the module threw, or returned what no module may return
   */
  <T> T call(Candidate candidate, @Nullable DeviceKey device, String name, Call<T> call) {
    long start = clock.getAsLong();
    called = candidate;
    callName = name;
    callSince = start;
    try {
      T result = call.make();
      check(result, name);
      return result;
    } catch (Throwable cause) {
      throw new ModuleException(
          candidate.description() + " failed in " + name + ": " + describe(cause), cause);
    } finally {
      callSince = NO_CALL;
      called = null;
      // left set, it would close the socket that is written to next
      Thread.interrupted();
      long took = clock.getAsLong() - start;
      if (took > budgetNanos.getAsLong()) {
        judge.overran(candidate, device, name, took);
      }
    }
  }

  private static void check(@Nullable Object result, String name) {
    if (result == null) {
      throw new IllegalStateException(name + " returned null");
    }
    if (result instanceof Payload payload && payload.size() > MAX_PAYLOAD_BYTES) {
      throw new IllegalStateException(
          name + " returned " + payload + ", more than " + MAX_PAYLOAD_BYTES);
    }
  }

  /** Describes a failure while the call is still watched: the text may come from the module. */
  private static String describe(Throwable cause) {
    String text;
    try {
      text = String.valueOf(cause);
    } catch (Throwable worse) {
      text = cause.getClass().getName();
    }
    return line(text);
  }

  /** Makes one short line of a text that is not ours. */
  static String line(String text) {
    String line = text.substring(0, Math.min(text.length(), MAX_CAUSE_CHARS));
    return line.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Looks at the running call; for the watch, which looks once per period. Counting looks instead
   * of time makes a pause of the whole process, in which the watch pauses too, no hang.
   *
   * @return the call that hangs, if one does
   */
  Optional<Running> findHung() {
    Optional<Running> running = running();
    if (running.isEmpty() || running.get().since() != watchedCall) {
      watchedCall = running.map(Running::since).orElse(NO_CALL);
      looks = 0;
      return Optional.empty();
    }
    looks++;
    return looks < LOOKS ? Optional.empty() : running;
  }

  /** Returns the call that is being made. Any thread. */
  Optional<Running> running() {
    long since = callSince;
    Candidate candidate = called;
    String name = callName;
    return since == NO_CALL || since != callSince || candidate == null || name == null
        ? Optional.empty()
        : Optional.of(new Running(candidate, name, since));
  }
}
