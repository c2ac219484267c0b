package gateway.api.stage;

import java.util.concurrent.ScheduledExecutorService;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one thread on which everything of a module number happens: its devices' sockets, its timers
 * and every call of its module. It survives swaps of the module.
 *
 * <p>All methods may be called from any thread.
 */
@ProviderType
public interface Lane {

  /**
   * Returns the executor of this lane. Tasks run in the order of their submission. It is the
   * gateway's: never shut it down. After {@link #abandon()} it rejects tasks.
   */
  ScheduledExecutorService executor();

  /** Tells whether the caller runs on this lane. */
  boolean inLane();

  /**
   * Gives up a lane whose thread hangs in a module call: the sockets on it are shut down, so that
   * their devices can connect again on the lane that {@link LaneFactory#lane} makes next. Returns
   * without waiting for the thread. A second call does nothing.
   */
  void abandon();
}
