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

  /** A batch that failed may be found after a restart all the same. */
  boolean failsLate;

  /** Why nothing can be written, which can be seen without trying. */
  Optional<String> readOnly = Optional.empty();

  /** The values that still find room, as on a disk without any; a batch with more fails. */
  int mostValues = Integer.MAX_VALUE;

  boolean unreadable;
  Runnable onOpen = () -> {};
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
    onOpen.run();
    return new FakeEngine();
  }

  private final class FakeEngine implements Engine {

    private final Map<String, byte[]> held = new HashMap<>(values);
    private boolean unsure;
    private boolean closed;

    @Override
    public void forEach(BiConsumer<String, byte[]> target) {
      Map.copyOf(held).forEach((key, value) -> target.accept(key, value.clone()));
    }

    @Override
    public void write(List<Change> batch) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      attempts++;
      check();
      if (batch.size() > mostValues) {
        throw new IOException("No space left on device");
      }
      if (fault.isPresent()) {
        if (failsLate) {
          unsure = true;
          apply(batch, values);
        }
        throw new IOException(fault.get());
      }
      writes++;
      apply(batch, held);
      if (unsure) {
        unsure = false;
        values.clear();
        values.putAll(held);
      } else {
        apply(batch, values);
      }
      for (Change change : batch) {
        bytesWritten += change.key().length() + change.value().map(value -> value.length).orElse(0);
      }
    }

    private void apply(List<Change> batch, Map<String, byte[]> target) {
      for (Change change : batch) {
        if (change.value().isPresent()) {
          target.put(change.key(), change.value().get().clone());
        } else {
          target.remove(change.key());
        }
      }
    }

    @Override
    public void check() throws IOException {
      if (readOnly.isPresent()) {
        throw new IOException(readOnly.get());
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
