package gateway.api.view;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The module calls that do not return, offered by the registry. Each holds a thread that was given
 * up: an abandoned lane, or one on which a version was tried before it took over. Java cannot end
 * such a thread; until it returns it may cost a core.
 */
@ProviderType
public interface LostCallsView {

  /** Number of threads that may be lost before health is down. */
  int MAX_LOST = 2;

  /** Returns the calls that have not returned, the oldest first. */
  List<LostCall> lostCalls();

  /**
   * Tells whether more than {@link #MAX_LOST} threads are lost: the numbers whose lanes were lost
   * last are out of service then, and only a restart of the process helps.
   */
  default boolean isDown() {
    return lostCalls().size() > MAX_LOST;
  }

  /**
   * A module call that does not return.
   *
   * @param number module number
   * @param module symbolic name and version of the bundle
   * @param call which call
   * @param since time since the call began
   */
  record LostCall(int number, String module, String call, Duration since) {}
}
