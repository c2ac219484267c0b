package gateway.api.view;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is wrong now, offered by whoever checks the health of the gateway. Any thread; each call
 * looks at the views again.
 */
@ProviderType
public interface TroublesView {

  /** Returns the troubles, the worst first; empty if all is well. */
  List<Trouble> troubles();

  /**
   * A trouble.
   *
   * @param about the health check that found it, such as {@code cloud}
   * @param critical whether work is not done because of it
   * @param text what is wrong, in one line
   * @param advice what to do about it, in one line
   */
  record Trouble(String about, boolean critical, String text, String advice) {}
}
