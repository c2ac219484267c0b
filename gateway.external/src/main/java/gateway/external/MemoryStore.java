package gateway.external;

import gateway.api.device.DeviceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Undelivered data in memory. */
final class MemoryStore implements UndeliveredStore {

  private final Map<DeviceKey, Undelivered> records = new HashMap<>();

  @Override
  public Optional<Undelivered> find(DeviceKey key) {
    return Optional.ofNullable(records.get(key));
  }

  @Override
  public Collection<Undelivered> all() {
    return List.copyOf(records.values());
  }

  @Override
  public void put(Undelivered undelivered) {
    records.put(undelivered.device().key(), undelivered);
  }

  @Override
  public void remove(DeviceKey key) {
    records.remove(key);
  }

  @Override
  public int size() {
    return records.size();
  }
}
