package gateway.external.store;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An engine for tests: what it holds lives as long as the object, also after {@link #close}. */
public final class MemoryEngine implements Engine {

  private final Map<String, byte[]> values = new HashMap<>();
  private long bytesWritten;

  @Override
  public void forEach(BiConsumer<String, byte[]> target) {
    values.forEach(target);
  }

  @Override
  public void write(List<Change> batch) {
    for (Change change : batch) {
      Optional<byte[]> value = change.value();
      bytesWritten += change.key().getBytes(StandardCharsets.UTF_8).length;
      if (value.isPresent()) {
        bytesWritten += value.get().length;
        values.put(change.key(), value.get());
      } else {
        values.remove(change.key());
      }
    }
  }

  @Override
  public void check() {
    // memory can always be written
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  @Override
  public long held() {
    return size();
  }

  @Override
  public long size() {
    return values.entrySet().stream()
        .mapToLong(e -> e.getKey().getBytes(StandardCharsets.UTF_8).length + e.getValue().length)
        .sum();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
