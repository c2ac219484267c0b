package gateway.config;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.cm.PersistenceManager;
import org.osgi.service.component.annotations.Component;

/**
 * The storage of the configuration admin: in memory, because they are written again at each start
 * and passwords do not belong into the framework's cache. The descriptors choose it by {@code
 * felix.cm.pm}.
 */
@Component(property = PersistenceManager.PROPERTY_NAME + "=gateway.memory")
public final class MemoryPersistence implements PersistenceManager {

  private final Map<String, Map<String, Object>> kept = new ConcurrentHashMap<>();

  @Override
  public boolean exists(String pid) {
    return kept.containsKey(pid);
  }

  @Override
  public Dictionary<String, Object> load(String pid) throws IOException {
    Map<String, Object> properties = kept.get(pid);
    if (properties == null) {
      throw new IOException("no configuration " + pid);
    }
    return new Hashtable<>(properties);
  }

  @Override
  public Enumeration<Dictionary<String, Object>> getDictionaries() {
    return Collections.enumeration(
        kept.values().stream().<Dictionary<String, Object>>map(Hashtable::new).toList());
  }

  @Override
  @SuppressWarnings("rawtypes") // the interface is from before generics
  public void store(String pid, Dictionary properties) {
    Map<String, Object> copy = new HashMap<>();
    for (Enumeration<?> keys = properties.keys(); keys.hasMoreElements(); ) {
      Object key = keys.nextElement();
      copy.put(key.toString(), properties.get(key));
    }
    kept.put(pid, copy);
  }

  @Override
  public void delete(String pid) {
    kept.remove(pid);
  }
}
