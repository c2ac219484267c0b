package gateway.api.stage;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Levels of the log that are changed while the gateway runs, offered by {@code gateway.config}.
 * They are forgotten at a restart. All methods may be called from any thread.
 */
@ProviderType
public interface LogLevels {

  /**
   * Changes a level.
   *
   * @param name a logger or package; or the words that the lines about one device, module or
   *     endpoint begin with: {@code Device 1/0/driving}, {@code Module 1}, {@code Endpoint cloud}
   * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARN}, {@code ERROR} or {@code
   *     OFF}; empty for what the configuration says
   * @throws IllegalArgumentException if there is no such level, the name cannot be one, or too many
   *     names have levels of their own
   */
  void setLevel(String name, Optional<String> level);

  /** Undoes all changes. */
  void reset();

  /** Returns the changed levels, by name. */
  Map<String, String> levels();
}
