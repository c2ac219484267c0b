package gateway.external.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts events of a few kinds: by one thread, without a lock; any thread reads. */
public final class EventCounts<K extends Enum<K>> {

  private final List<K> kinds;
  private final AtomicLongArray counts;

  public EventCounts(List<K> kinds) {
    this.kinds = kinds;
    this.counts = new AtomicLongArray(kinds.size());
  }

  /** Counts one. One thread at a time. */
  public void add(K kind) {
    int place = kinds.indexOf(kind);
    counts.setOpaque(place, counts.getPlain(place) + 1);
  }

  /** Returns the counts by name, zeros too. Any thread. */
  public Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new LinkedHashMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      snapshot.put(kinds.get(i).name(), counts.getOpaque(i));
    }
    return snapshot;
  }
}
