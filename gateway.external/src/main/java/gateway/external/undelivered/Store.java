package gateway.external.undelivered;

import gateway.api.view.EventKind;
import gateway.api.view.StoreView;
import gateway.external.store.Engine;
import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
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
import org.slf4j.MarkerFactory;

/**
 * Undelivered data on the disk, shared by all endpoints. One thread waits for the disk, so that
 * nobody else does; what several endpoints want to change is written and forced at once. While the
 * disk fails or is full, the endpoints keep what they have and are told to try again.
 */
public final class Store implements StoreView {

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** What endpoints may have changed now. */
  enum Mode {
    /** Everything. */
    OPEN,
    /** Only what takes no room. */
    FULL,
    /** Nothing. */
    CLOSED
  }

  /** Opens the engine; may wait for the disk. */
  @FunctionalInterface
  public interface Opener {
    Engine open() throws IOException;
  }

  private static final String VERSION = "V";
  private static final String PROBE = "P";

  /** Endpoints make their batches at the same time; so long do the first wait for the others. */
  private static final long GATHER = 2;

  private static final long FIRST_RETRY = 1000;

  /** Who has something to write tries it within this time. */
  private static final long TRIAL = 500;

  private static final long MAX_RETRY_DELAY = 30_000;

  /** A full store goes on when this part of it is free, so that it does not come and go. */
  private static final long ROOM_TO_GO_ON = 10;

  private static final long CLOSE_TIME = 2000;
  private static final long CLAIM_TIME = 10_000;

  private record Request(List<Change> changes, Consumer<Boolean> done) {}

  private record Condition(State state, long since, String reason) {}

  private final Opener opener;
  private final String place;
  private volatile long maxBytes;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  // Owned by the executor.
  private final List<Runnable> claims = new ArrayList<>();
  private final Map<String, Integer> endpoints = new TreeMap<>();
  private final Set<String> claimed = new HashSet<>();

  /** Numbers of the endpoints that the disk knows. */
  private final Set<Integer> introduced = new HashSet<>();

  private Optional<Engine> engine = Optional.empty();
  private boolean versionWritten;
  private long retry = FIRST_RETRY;
  private long probes;

  private volatile Mode mode = Mode.CLOSED;
  private volatile Condition condition;
  private volatile long bytes;
  private volatile long bytesWritten;

  /**
   * Makes one that is not open.
   *
   * @param place where the data are, for who looks
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
    condition = new Condition(State.OPENING, nanoTime.getAsLong(), "");
  }

  /** Begins to open it, and goes on until it is open. */
  public void open() {
    executor.execute(this::tryOpen);
  }

  /** Bounds the size of the data anew. Any thread. */
  public void limit(long bytes) {
    maxBytes = bytes;
  }

  /**
   * Hands what is kept for a vehicle over to another one, endpoint by endpoint, before any claim
   * that comes after. Where both have something, it stays for that vehicle. Any thread.
   */
  public void rename(String from, String to) {
    run(
        () -> {
          if (engine.isPresent()) {
            renameEndpoints(from + '/', to + '/');
          } else {
            claims.add(() -> renameEndpoints(from + '/', to + '/'));
          }
        });
  }

  private void renameEndpoints(String from, String to) {
    List<Change> batch = new ArrayList<>();
    for (String path : List.copyOf(endpoints.keySet())) {
      String renamed = to + path.substring(Math.min(from.length(), path.length()));
      Integer occupied = endpoints.get(renamed);
      if (!path.startsWith(from) || occupied != null && !devices(occupied).isEmpty()) {
        continue;
      }
      int number = endpoints.remove(path);
      move(number, renamed, batch);
      if (occupied != null) {
        move(occupied, path, batch);
      }
    }
    if (!batch.isEmpty()) {
      write(batch, written -> {});
    }
  }

  private void move(int number, String path, List<Change> batch) {
    endpoints.put(path, number);
    if (introduced.contains(number)) {
      batch.add(StorePlace.introduction(number, path));
    }
  }

  /** Returns what may be changed now. Any thread. */
  Mode mode() {
    return mode;
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
          Runnable grant = () -> taker.accept(read(path));
          claimed.add(path);
          if (engine.isPresent()) {
            grant.run();
          } else {
            claims.add(grant);
          }
        });
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
          mode = Mode.CLOSED;
          executor.shutdownNow();
        });
    try {
      if (!executor.awaitTermination(CLOSE_TIME, TimeUnit.MILLISECONDS)) {
        LOG.warn("Store {}: the disk does not answer", place);
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
      readEndpoints(opened);
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      failed("cannot be opened: " + reason(e));
      return;
    }
    engine = Optional.of(opened);
    bytes = opened.size();
    try {
      opened.check();
      works();
    } catch (IOException e) {
      failed("cannot be written: " + reason(e));
    }
    claims.forEach(Runnable::run);
    claims.clear();
    executor.schedule(this::tellOfUnclaimed, CLAIM_TIME, TimeUnit.MILLISECONDS);
  }

  private void readEndpoints(Engine from) throws IOException {
    Map<String, Integer> found = new HashMap<>();
    Map<String, byte[]> versions = new HashMap<>();
    from.forEach(
        (key, value) -> {
          if (key.charAt(0) == StorePlace.ENDPOINT) {
            found.put(text(value), Integer.valueOf(key.substring(1)));
          } else if (key.equals(VERSION)) {
            versions.put(key, value);
          }
        });
    byte[] version = versions.get(VERSION);
    if (version != null && Integer.parseInt(text(version)) > Coding.VERSION) {
      throw new IOException("a newer version of the gateway has written it");
    }
    endpoints.putAll(found);
    introduced.addAll(found.values());
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private StorePlace read(String path) {
    Integer known = endpoints.get(path);
    int number = known == null ? endpoints.size() + 1 : known;
    endpoints.put(path, number);
    Map<Long, StoredValues> devices = known == null ? Map.of() : devices(number);
    long highest = devices.keySet().stream().reduce(0L, Math::max);
    long lastNumber = devices.values().stream().mapToLong(Store::lastNumber).max().orElse(0);
    return new StorePlace(
        number,
        path,
        !introduced.contains(number),
        List.copyOf(devices.values()),
        highest + 1,
        lastNumber);
  }

  private static long lastNumber(StoredValues device) {
    try {
      return device.lastNumber();
    } catch (IOException e) {
      return 0; // told when it is taken in
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
      failed("cannot be read: " + reason(e));
    }
    return devices;
  }

  private void tellOfUnclaimed() {
    endpoints.entrySet().stream()
        .filter(endpoint -> !claimed.contains(endpoint.getKey()))
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .forEach(
            endpoint -> {
              int devices = devices(endpoint.getValue()).size();
              if (devices > 0) {
                LOG.info(
                    "Store: undelivered data of {} device(s) for {} kept until that endpoint is"
                        + " configured again",
                    devices,
                    endpoint.getKey());
              }
            });
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
    if (engine.isEmpty() || mode == Mode.CLOSED) {
      return false;
    }
    List<Change> batch = new ArrayList<>();
    taken.forEach(request -> batch.addAll(request.changes()));
    long growth = growth(batch);
    if (growth > 0 && engine.get().size() + growth > maxBytes) {
      full();
      return false;
    }
    if (!versionWritten) {
      batch.add(new Change(VERSION, Optional.of(bytes(Coding.VERSION))));
    }
    boolean written = tryWrite(batch);
    versionWritten |= written;
    if (written && mode == Mode.OPEN) {
      works();
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
      batch.stream()
          .filter(change -> change.key().charAt(0) == StorePlace.ENDPOINT)
          .forEach(change -> introduced.add(Integer.valueOf(change.key().substring(1))));
      return true;
    } catch (IOException | RuntimeException e) {
      failed("cannot be written: " + reason(e));
      return false;
    } finally {
      bytes = open.size();
      bytesWritten = open.bytesWritten();
    }
  }

  private static String reason(Exception failure) {
    boolean pathOnly = failure instanceof FileSystemException f && f.getReason() == null;
    String name = failure.getClass().getSimpleName();
    if (failure.getMessage() == null) {
      return name;
    }
    return pathOnly ? name + ": " + failure.getMessage() : failure.getMessage();
  }

  private void full() {
    if (mode != Mode.FULL) {
      mode = Mode.FULL;
      degrade("is full (store-max-bytes is " + maxBytes + ")");
      probeAfter(MAX_RETRY_DELAY);
    }
  }

  private void failed(String why) {
    mode = Mode.CLOSED;
    degrade(why);
    probeAfter(retry);
    retry = Math.min(MAX_RETRY_DELAY, 2 * retry);
  }

  private void probeAfter(long millis) {
    long current = ++probes;
    executor.schedule(
        () -> {
          if (current == probes) {
            probe();
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  /** Finds out whether the disk works again, also when there is nothing to write. */
  private void probe() {
    if (engine.isEmpty()) {
      tryOpen();
    } else if (tryWrite(List.of(new Change(PROBE, Optional.of(bytes(probes)))))) {
      if (mode == Mode.FULL && bytes > maxBytes - maxBytes / ROOM_TO_GO_ON) {
        probeAfter(MAX_RETRY_DELAY);
      } else {
        goOnTrial();
      }
    }
  }

  /**
   * Lets the endpoints write. On a full disk a probe may find room where what is undelivered does
   * not: that it works is known when that was written, or when nobody has anything to write.
   */
  private void goOnTrial() {
    mode = Mode.OPEN;
    long current = ++probes;
    executor.schedule(
        () -> {
          if (current == probes) {
            works();
          }
        },
        TRIAL,
        TimeUnit.MILLISECONDS);
  }

  private void degrade(String why) {
    if (condition.state() != State.DEGRADED) {
      LOG.warn(
          MarkerFactory.getMarker(EventKind.STORE_DEGRADED),
          "Store {} {}: what is undelivered is kept in memory only",
          place,
          why);
      condition = new Condition(State.DEGRADED, nanoTime.getAsLong(), why);
    } else if (!condition.reason().equals(why)) {
      condition = new Condition(State.DEGRADED, condition.since(), why);
    }
  }

  private void works() {
    mode = Mode.OPEN;
    retry = FIRST_RETRY;
    if (condition.state() == State.DEGRADED) {
      LOG.info(MarkerFactory.getMarker(EventKind.STORE_RECOVERED), "Store {} works again", place);
    }
    if (condition.state() != State.OK) {
      condition = new Condition(State.OK, nanoTime.getAsLong(), "");
    }
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public StoreSnapshot snapshot() {
    Condition now = condition;
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
