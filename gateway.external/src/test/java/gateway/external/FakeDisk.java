package gateway.external;

import gateway.external.store.Engine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A disk that outlives the engines on it, and fails when the test says so. */
final class FakeDisk implements Store.Opener {

  final Map<String, byte[]> values = new HashMap<>();
  Optional<String> fault = Optional.empty();
  boolean unreadable;
  long added;
  long bytesWritten;
  int writes;
  int attempts;
  int opened;

  @Override
  public Engine open() throws IOException {
    if (unreadable) {
      throw new IOException("unreadable");
    }
    opened++;
    return new FakeEngine();
  }

  private final class FakeEngine implements Engine {

    private boolean closed;

    @Override
    public void forEach(BiConsumer<String, byte[]> target) {
      Map.copyOf(values).forEach((key, value) -> target.accept(key, value.clone()));
    }

    @Override
    public void write(List<Change> batch) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      attempts++;
      if (fault.isPresent()) {
        throw new IOException(fault.get());
      }
      writes++;
      for (Change change : batch) {
        bytesWritten += change.key().length() + change.value().map(value -> value.length).orElse(0);
        if (change.value().isPresent()) {
          values.put(change.key(), change.value().get().clone());
        } else {
          values.remove(change.key());
        }
      }
    }

    @Override
    public long bytesWritten() {
      return bytesWritten;
    }

    @Override
    public long size() {
      return added
          + values.entrySet().stream()
              .mapToLong(entry -> entry.getKey().length() + entry.getValue().length)
              .sum();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
