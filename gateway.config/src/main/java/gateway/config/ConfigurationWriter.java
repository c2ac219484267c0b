package gateway.config;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Writes changed properties to the configuration admin; unchanged ones are left alone. */
final class ConfigurationWriter {

  private static final String ANY_LOCATION = "?";

  private final ConfigurationAdmin admin;

  ConfigurationWriter(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  void write(Map<String, Hashtable<String, Object>> wanted) throws IOException {
    for (Map.Entry<String, Hashtable<String, Object>> entry : wanted.entrySet()) {
      configuration(entry.getKey()).updateIfDifferent(entry.getValue());
    }
    for (Configuration existing : existing()) {
      if (!wanted.containsKey(existing.getPid())) {
        existing.delete();
      }
    }
  }

  private Configuration configuration(String pid) throws IOException {
    int tilde = pid.indexOf('~');
    return tilde < 0
        ? admin.getConfiguration(pid, ANY_LOCATION)
        : admin.getFactoryConfiguration(
            pid.substring(0, tilde), pid.substring(tilde + 1), ANY_LOCATION);
  }

  private Configuration[] existing() throws IOException {
    try {
      Configuration[] found = admin.listConfigurations("(service.pid=gateway.*)");
      return found == null ? new Configuration[0] : found;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
