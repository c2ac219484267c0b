package gateway.api.stage;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only way to a module: every call is guarded, timed and made on the lane of the module's
 * number. Offered by the registry.
 */
@ProviderType
public interface ModuleRuntime {

  /** Returns the lane of a number. Any thread. */
  Lane lane(int number);

  /**
   * Opens the decisions of one device. The returned object stays valid when the module is swapped:
   * the version that serves at the time of each call makes them, beginning from the current status.
   *
   * <p>On the lane of the device's module.
   *
   * @param held what the gateway holds for the device
   */
  ModuleDevice open(DeviceKey device, Held held);

  /** What the gateway holds for a device. Asked on the lane; returns at once. */
  interface Held {

    /**
     * Returns the current status; asked when a version of the module meets the device, and when a
     * status comes.
     */
    Optional<Payload> currentStatus();

    /**
     * Returns the command that the next answer is made from: the oldest queued one, else the
     * default command, else empty. Asked when a status comes, for a logic that answers it at once.
     */
    Payload nextCommand();

    /** Returns the queued commands, oldest first; asked before another version takes over. */
    List<Payload> queuedCommands();
  }

  /**
   * Folds undelivered statuses of a device into its error message, one behind (PROTOCOL section
   * 4.12): each status that a newer one follows, so not the newest one; a repetition is not folded,
   * and none counts as newer. In order, on the lane, a few at a time, in turns with other devices
   * of the number. Any thread; for one device, one call at a time.
   *
   * <p>While no version serves the number nothing is lost: the statuses wait, however long that
   * takes. A status is lost, and the error message stays as it was, when the module throws or
   * returns what no module may return, when the error message would not fit, or when the module
   * hangs again and again. If only the lane is lost, because another call hangs on it, folding
   * continues on the next lane.
   *
   * @param error the error message so far
   * @param statuses oldest first, the newest one included
   * @param fits tells whether an error message of the given size in bytes may be kept; called on
   *     the lane, returns at once
   * @return completes on any thread, never on the lane, when each of them is folded or lost; to
   *     cancel it is to give up. Exceptionally if the registry ends before: the statuses are
   *     neither folded nor lost then
   */
  CompletableFuture<Folded> foldErrors(
      DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits);

  /**
   * The result of folding.
   *
   * @param error the error message after the last status that could be folded
   * @param failed how many statuses are lost because the module could not fold them
   * @param hung how many are lost because the module hung while it folded them
   * @param tooLarge how many are lost because the error message would have become too large
   */
  record Folded(Optional<Payload> error, int failed, int hung, int tooLarge) {

    /** Returns how many statuses are in no error message. */
    public int lost() {
      return failed + hung + tooLarge;
    }

    /** Returns why statuses are lost, in words; empty if none is. */
    public String reason() {
      return Stream.of(
              failed > 0 ? "the module could not fold " + failed : "",
              hung > 0 ? "the module hung on " + hung : "",
              tooLarge > 0 ? "the error message would have become too large for " + tooLarge : "")
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining(", "));
    }
  }
}
