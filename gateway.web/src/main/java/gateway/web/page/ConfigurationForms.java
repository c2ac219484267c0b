package gateway.web.page;

import gateway.api.stage.Settings;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sends the input of the Felix console's forms through {@code gateway.config}, which refuses values
 * that break a rule and keys that an option, a variable or the file sets.
 */
@Component
public final class ConfigurationForms implements ConfigurationHandler {

  private final Settings settings;

  /** Makes the forms. */
  @Activate
  public ConfigurationForms(@Reference Settings settings) {
    this.settings = settings;
  }

  private static boolean isOurs(String pid) {
    return pid.startsWith("gateway.") || pid.startsWith("modules.");
  }

  @Override
  public void createConfiguration(String pid) {
    // its content is checked when it is updated
  }

  @Override
  public void createFactoryConfiguration(String factoryPid, String name)
      throws ValidationException {
    if (isOurs(factoryPid)) {
      throw new ValidationException("Add it to the configuration file: " + factoryPid + "~NAME");
    }
  }

  @Override
  public void deleteConfiguration(String factoryPid, String pid) throws ValidationException {
    if (isOurs(pid)) {
      throw new ValidationException("It cannot be removed here: see the configuration file");
    }
  }

  @Override
  public void updateConfiguration(
      String factoryPid, String pid, Dictionary<String, Object> properties)
      throws ValidationException {
    if (!isOurs(pid)) {
      return;
    }
    Map<String, Object> values = new HashMap<>();
    for (String key : Collections.list(properties.keys())) {
      if (!key.startsWith("service.") && !key.startsWith(":") && !key.startsWith("felix.")) {
        values.put(key, properties.get(key));
      }
    }
    try {
      settings.change(pid, values);
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage());
    }
  }
}
