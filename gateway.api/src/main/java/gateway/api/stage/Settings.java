package gateway.api.stage;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configuration and where it comes from, offered by {@code gateway.config}, which alone writes
 * it. All methods may be called from any thread.
 */
@ProviderType
public interface Settings {

  /**
   * Returns the configured values, by PID and key. Keys that are not listed have their defaults.
   */
  List<Setting> settings();

  /**
   * Returns why the configuration on the disk is not the one in force, one line for each reason:
   * its faults, or keys that take effect with the next start. Empty if it is in force.
   */
  default List<String> notInForce() {
    return List.of();
  }

  /**
   * Changes what the console may change: values that no option, variable or file gives. All or
   * nothing; the change is kept in the data folder and holds after a restart.
   *
   * @param pid the PID
   * @param values the new values by key; unchanged values have no effect
   * @throws IllegalArgumentException if a value is given elsewhere or breaks a rule: every fault in
   *     a line of its own
   */
  void change(String pid, Map<String, Object> values);

  /**
   * A value that is set.
   *
   * @param pid the PID
   * @param key the key
   * @param value the value as text; stars for a secret
   * @param origin where it comes from, in words
   */
  record Setting(String pid, String key, String value, String origin) {}
}
