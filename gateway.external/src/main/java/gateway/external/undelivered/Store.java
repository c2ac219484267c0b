package gateway.external.undelivered;

import gateway.api.stage.MemoryShare;
import gateway.api.view.StoreView;
import gateway.external.store.Engine;
import gateway.external.store.Engine.Change;
import gateway.external.undelivered.StoreCondition.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undelivered data on the disk, shared by all endpoints. One thread waits for the disk, so that no
 * endpoint does; what several endpoints want to change is written and forced at once. While the
 * disk fails or is full, the endpoints keep what they have and are told to try again.
 */
public final class Store implements StoreView {

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** Opens the engine; may wait for the disk. */
  @FunctionalInterface
  public interface Opener {
    Engine open() throws IOException;
  }

  private static final String VERSION = "V";
  private static final String PROBE = "P";

  /** Endpoints make their batches at the same time; so long do the first wait for the others. */
  private static final long GATHER = 2;

  /** A full store goes on when this part of it is free, so that it does not come and go. */
  private static final long ROOM_TO_GO_ON = 10;

  /** The engine keeps its values in memory, also those of endpoints that were removed. */
  private static final long MAX_HELD = MemoryShare.STORE.bytes();

  private static final long CLOSE_TIME = 2000;
  private static final long CLAIM_TIME = 10_000;

  private record Request(List<Change> changes, Consumer<Boolean> done) {}

  private final Opener opener;
  private final String place;
  private volatile long maxBytes;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private final StoreCondition condition;

  // Owned by the executor.
  private final List<Runnable> claims = new ArrayList<>();
  private final StorePlaces places = new StorePlaces(this::devices);
  private Optional<Engine> engine = Optional.empty();
  private boolean versionWritten;
  private long probes;

  private volatile long bytes;
  private volatile long bytesWritten;

  /**
   * Makes one that is not open.
   *
   * @param place where the data are, for views
   * @param maxBytes bound of their size
   * @param executor has one thread, which is the store's own
   */
  public Store(
      Opener opener,
      String place,
      long maxBytes,
      ScheduledExecutorService executor,
      LongSupplier nanoTime) {
    this.opener = opener;
    this.place = place;
    this.maxBytes = maxBytes;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.condition = new StoreCondition(place, executor, nanoTime, this::probe);
  }

  /** Begins to open it, and goes on until it is open. */
  public void open() {
    executor.execute(this::tryOpen);
  }

  /** Sets another bound of the size of the data. Any thread. */
  public void limit(long bytes) {
    maxBytes = bytes;
  }

  /**
   * Hands what is kept for a vehicle over to another one, endpoint by endpoint, before any claim
   * that comes after. Where both have something, it stays for that vehicle. Any thread.
   */
  public void rename(String from, String to) {
    run(
        () ->
            whenOpen(
                () -> {
                  List<Change> batch = places.rename(from + '/', to + '/');
                  if (!batch.isEmpty()) {
                    write(batch, written -> {});
                  }
                }));
  }

  /** Returns what may be changed now. Any thread. */
  StoreCondition.Mode mode() {
    return condition.mode();
  }

  /**
   * Claims an endpoint's part, and reads it. Any thread.
   *
   * @param path vehicle and name of the endpoint
   * @param taker called on the store's thread, once the store is open
   */
  public void claim(String path, Consumer<StorePlace> taker) {
    run(
        () -> {
          places.await(path);
          whenOpen(() -> taker.accept(places.claim(path)));
        });
  }

  private void whenOpen(Runnable task) {
    if (engine.isPresent()) {
      task.run();
    } else {
      claims.add(task);
    }
  }

  /**
   * Writes changes, all of them or none, after those that were handed over before. Any thread.
   *
   * @param done called on the store's thread, with whether they are on the disk
   */
  void write(List<Change> changes, Consumer<Boolean> done) {
    requests.add(new Request(changes, done));
    if (scheduled.compareAndSet(false, true)) {
      try {
        executor.schedule(this::drain, GATHER, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        drain(); // closed: answers
      }
    }
  }

  /** Writes what was handed over, and closes the files. */
  public void close() {
    run(
        () -> {
          drain();
          engine.ifPresent(Engine::close);
          engine = Optional.empty();
          condition.close();
          executor.shutdownNow();
        });
    try {
      if (!executor.awaitTermination(CLOSE_TIME, TimeUnit.MILLISECONDS)) {
        LOG.warn("Store {}: the disk has not answered: what it has not written is lost", place);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The store is closed", e);
    }
  }

  private void tryOpen() {
    Engine opened = null;
    try {
      opened = opener.open();
      checkVersion(opened);
      places.read(opened);
    } catch (IOException | RuntimeException | Error e) {
      condition.failed("cannot be opened: " + reason(e));
      if (opened != null) {
        opened.close();
      }
      return;
    }
    engine = Optional.of(opened);
    bytes = opened.size();
    try {
      opened.check();
      condition.works();
    } catch (IOException e) {
      condition.failed("cannot be written: " + reason(e));
    }
    claims.forEach(Runnable::run);
    claims.clear();
    executor.schedule(places::tellOfUnclaimed, CLAIM_TIME, TimeUnit.MILLISECONDS);
  }

  private static void checkVersion(Engine from) throws IOException {
    List<byte[]> versions = new ArrayList<>();
    from.forEach(
        (key, value) -> {
          if (key.equals(VERSION)) {
            versions.add(value);
          }
        });
    for (byte[] version : versions) {
      if (Integer.parseInt(new String(version, StandardCharsets.UTF_8)) > Coding.VERSION) {
        throw new IOException("a newer version of the gateway has written it");
      }
    }
  }

  /** Reads the devices of an endpoint, in the order of their ids. */
  private Map<Long, StoredValues> devices(int endpoint) {
    Map<Long, StoredValues> devices = new TreeMap<>();
    String beginning = endpoint + ".";
    try {
      engine
          .orElseThrow()
          .forEach(
              (key, value) -> {
                int slash = key.indexOf('/');
                if (key.startsWith(beginning) && slash > 0) {
                  String id = key.substring(beginning.length(), slash);
                  devices
                      .computeIfAbsent(
                          Long.parseLong(id, Character.MAX_RADIX),
                          i -> new StoredValues(beginning + id, new HashMap<>()))
                      .values()
                      .put(key.substring(slash + 1), value);
                }
              });
    } catch (IOException e) {
      condition.failed("cannot be read: " + reason(e));
    }
    return devices;
  }

  private void drain() {
    scheduled.set(false);
    List<Request> taken = new ArrayList<>();
    for (Request next = requests.poll(); next != null; next = requests.poll()) {
      taken.add(next);
    }
    if (!taken.isEmpty()) {
      boolean written = write(taken);
      taken.forEach(request -> request.done().accept(written));
    }
  }

  private boolean write(List<Request> taken) {
    if (engine.isEmpty() || condition.mode() == Mode.CLOSED) {
      return false;
    }
    List<Change> batch = new ArrayList<>();
    taken.forEach(request -> batch.addAll(request.changes()));
    long growth = growth(batch);
    if (growth > 0 && engine.get().size() + growth > maxBytes) {
      condition.full("store-max-bytes", maxBytes);
      return false;
    }
    if (growth > 0 && engine.get().held() + growth > MAX_HELD) {
      condition.full("its share of the memory", MAX_HELD);
      return false;
    }
    if (!versionWritten) {
      batch.add(new Change(VERSION, Optional.of(bytes(Coding.VERSION))));
    }
    boolean written = tryWrite(batch);
    versionWritten |= written;
    if (written && condition.mode() == Mode.OPEN) {
      condition.works();
    }
    return written;
  }

  private static long growth(List<Change> batch) {
    long growth = 0;
    for (Change change : batch) {
      if (change.value().isPresent()) {
        growth += change.key().length() + change.value().get().length;
      }
    }
    return growth;
  }

  private boolean tryWrite(List<Change> batch) {
    Engine open = engine.orElseThrow();
    try {
      open.write(batch);
      places.written(batch);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      condition.failed("cannot be written: " + reason(e));
      return false;
    } finally {
      bytes = open.size();
      bytesWritten = open.bytesWritten();
    }
  }

  private static String reason(Throwable failure) {
    boolean pathOnly = failure instanceof FileSystemException f && f.getReason() == null;
    String name = failure.getClass().getSimpleName();
    if (failure.getMessage() == null) {
      return name;
    }
    return pathOnly ? name + ": " + failure.getMessage() : failure.getMessage();
  }

  /** Finds out whether the disk works again, also when there is nothing to write. */
  private void probe() {
    if (engine.isEmpty()) {
      tryOpen();
    } else if (tryWrite(List.of(new Change(PROBE, Optional.of(bytes(++probes)))))) {
      if (condition.mode() == Mode.FULL
          && (isNearly(bytes, maxBytes) || isNearly(engine.get().held(), MAX_HELD))) {
        condition.staysFull();
      } else {
        condition.onTrial();
      }
    }
  }

  private static boolean isNearly(long bytes, long bound) {
    return bytes > bound - bound / ROOM_TO_GO_ON;
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public StoreSnapshot snapshot() {
    StoreCondition.Shown now = condition.shown();
    return new StoreSnapshot(
        place,
        now.state(),
        Duration.ofNanos(nanoTime.getAsLong() - now.since()),
        now.reason(),
        bytes,
        maxBytes,
        bytesWritten);
  }
}
