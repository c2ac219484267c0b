package gateway.external.undelivered;

import gateway.external.store.Engine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** A disk that outlives the engines on it, and fails when the test says so. */
public final class FakeDisk implements Store.Opener {

  public final Map<String, byte[]> values = new HashMap<>();
  public Optional<String> fault = Optional.empty();

  /** A batch that failed may be found after a restart all the same. */
  public boolean failsLate;

  /** Why nothing can be written, which can be seen without trying. */
  public Optional<String> readOnly = Optional.empty();

  /** The values that still find room, as on a disk without any; a batch with more fails. */
  public int mostValues = Integer.MAX_VALUE;

  public boolean unreadable;
  public Runnable onOpen = () -> {};
  public long added;
  public long bytesWritten;
  public int writes;
  public int attempts;
  public int opened;

  @Override
  public Engine open() throws IOException {
    if (unreadable) {
      throw new IOException("unreadable");
    }
    opened++;
    onOpen.run();
    return new FakeEngine();
  }

  /** Returns the roles of the devices that it holds data of. */
  public Set<String> storedRoles() {
    Set<String> roles = new TreeSet<>();
    values.forEach(
        (key, value) -> {
          if (key.endsWith("/d")) {
            roles.add(role(value));
          }
        });
    return roles;
  }

  /** Returns the error messages that a store holds of an endpoint, by role. */
  public static Map<String, String> storedErrors(Store store, String path, Runnable await) {
    Map<String, String> errors = new TreeMap<>();
    store.claim(path, claim -> claim.devices().forEach(stored -> read(claim, stored, errors)));
    await.run();
    return errors;
  }

  private static void read(StorePlace claim, StoredValues stored, Map<String, String> errors) {
    try {
      Undelivered found = new Undelivered(stored.device().key());
      stored.readInto(found, claim.lastNumber());
      errors.put(found.key.role(), found.error.orElseThrow().toText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String role(byte[] device) {
    try {
      return Coding.device(device).role();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
    public long held() {
      return 0;
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
