package gateway.external.store;

import gateway.api.view.EventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/**
 * Values in a log: every batch is appended to one of two files, and when that has become large the
 * values are written again to the other, in place. So the files grow no more after a while, and a
 * forced batch costs the file system its own bytes and little else. All values are in memory too.
 *
 * <p>The first batch after a start, and after a failure that leaves it open what is on the disk,
 * goes to the other file as well, together with everything that is held: nothing is built on a file
 * that this object has not written itself.
 */
public final class LogEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

  private static final List<String> NAMES = List.of("undelivered-0", "undelivered-1");

  /** A file may have this and half more than what is held before the other one is written. */
  private static final long ROOM = 4L << 20;

  /** What a value costs besides its key and its bytes, at most. */
  private static final int PER_VALUE = 32;

  /** What the objects of a value cost in memory. */
  private static final int OBJECTS_PER_VALUE = 128;

  private final Disk disk;
  private final long room;
  private final BatchCodec codec = new BatchCodec();
  private final SplittableRandom random = new SplittableRandom();
  private final long[] sizes = new long[NAMES.size()];

  /** The names of damaged files, which must not be written to. */
  private final Set<String> damaged = new TreeSet<>();

  private Map<String, byte[]> values = Map.of();
  private long held;
  private long generation;

  /** The number of the file that holds the values, or held them at the start. */
  private int active = 1;

  /** The file that batches are appended to; absent until the next batch has written one. */
  private Optional<LogFile> file = Optional.empty();

  /** A batch that failed may be on the disk all the same, until another one takes its place. */
  private boolean unclear;

  private boolean closed;

  private LogEngine(Disk disk, long room) {
    this.disk = disk;
    this.room = room;
  }

  /**
   * Reads what is in a folder; writes nothing unless something has to be put in order. A folder
   * that does not exist is empty. If a folder with values cannot be written to, they are there all
   * the same, and {@link #write} fails until it can.
   *
   * @throws NewerFormatException if a newer version has written the files; they stay as they are
   * @throws LockedException if another process uses the folder
   * @throws IOException if there are files and they cannot be read, or if there are none and the
   *     folder cannot be written to: what appears there later must not be overwritten
   */
  public static LogEngine open(Path folder) throws IOException {
    return open(new FolderDisk(folder), ROOM);
  }

  static LogEngine open(Disk disk, long room) throws IOException {
    LogEngine engine = new LogEngine(disk, room);
    boolean done = false;
    try {
      Optional<IOException> obstacle = engine.lock();
      engine.load();
      engine.held = bytes(engine.values);
      if (obstacle.isPresent() && NAMES.stream().noneMatch(disk::exists)) {
        throw obstacle.get();
      }
      done = true;
      return engine;
    } finally {
      if (!done) {
        engine.close();
      }
    }
  }

  /** Returns why it cannot be locked if that is because it cannot be written to. */
  private Optional<IOException> lock() throws LockedException {
    try {
      disk.lock();
      return Optional.empty();
    } catch (LockedException e) {
      throw e;
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private record Candidate(int number, Disk.Content content, Header header) {}

  private void load() throws IOException {
    List<Disk.Content> open = new ArrayList<>();
    try {
      List<Candidate> candidates = new ArrayList<>();
      Map<String, Disk.Content> without = new HashMap<>();
      for (int i = 0; i < NAMES.size(); i++) {
        String name = NAMES.get(i);
        if (disk.exists(name)) {
          Disk.Content content = disk.openToRead(name);
          open.add(content);
          sizes[i] = content.size();
          Optional<Header> header = LogFile.header(content, name);
          if (header.isPresent()) {
            candidates.add(new Candidate(i, content, header.get()));
          } else {
            without.put(name, content);
          }
        }
      }
      for (Map.Entry<String, Disk.Content> entry : without.entrySet()) {
        // A generation that was not completed has no header yet, but then there is an older one.
        Disk.Content content = entry.getValue();
        if (!LogFile.isBlank(content, candidates.isEmpty() ? content.size() : Header.BLOCK)) {
          damaged.add(entry.getKey());
        } else if (content.size() == 0) {
          // A power cut may leave a new file so too; a write that failed deletes it.
          LOG.warn(
              MarkerFactory.getMarker(EventKind.STORE_EMPTY),
              "Store {} has an empty file, {}: if it was damaged, the newest values are missing",
              disk,
              entry.getKey());
        }
      }
      candidates.sort(Comparator.comparingLong((Candidate c) -> c.header.generation()).reversed());
      choose(candidates);
    } finally {
      open.forEach(Disk.Content::close);
    }
  }

  /** The newest file counts, unless it lost values that the one before still has. */
  private void choose(List<Candidate> candidates) throws IOException {
    boolean older = false;
    boolean found = false;
    for (Candidate candidate : candidates) {
      LogFile.Found content = LogFile.read(candidate.content, candidate.header, codec);
      if (content.damaged()) {
        damaged.add(NAMES.get(candidate.number));
      }
      if (!found || content.complete()) {
        values = content.values();
        active = candidate.number;
        older = candidate.header.format() < Header.FORMAT;
        found = true;
      }
      generation = Math.max(generation, candidate.header.generation());
      if (content.complete()) {
        break;
      }
    }
    if (!damaged.isEmpty()) {
      LOG.warn(
          MarkerFactory.getMarker(EventKind.STORE_DAMAGED),
          "Store {} damaged in {}: {} value(s) recovered",
          disk,
          damaged,
          values.size());
    }
    if (older || !damaged.isEmpty()) {
      putInOrder(older);
    }
  }

  private void putInOrder(boolean older) {
    try {
      rewrite(values, limit(values));
      if (older) {
        LOG.info("{}: upgraded to format {}", disk, Header.FORMAT);
      }
    } catch (IOException e) {
      LOG.warn("{}: left as it is for now, because writing fails: {}", disk, e.toString());
    }
  }

  @Override
  public void forEach(BiConsumer<String, byte[]> target) {
    values.forEach(target);
  }

  @Override
  public void write(List<Change> batch) throws IOException {
    if (closed) {
      throw new IOException(disk + " is closed");
    }
    Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
    for (Change change : batch) {
      changes.put(change.key(), change.value());
    }
    changes.entrySet().removeIf(e -> isHeld(e.getKey(), e.getValue()));
    if (changes.isEmpty() && !unclear) {
      return;
    }
    Map<String, byte[]> next = new HashMap<>(values);
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> next.put(key, v), () -> next.remove(key)));
    long limit = limit(next);
    unclear = true;
    if (!append(changes, limit)) {
      rewrite(next, limit);
    }
    unclear = false;
    values = next;
    held = bytes(next);
  }

  private boolean isHeld(String key, Optional<byte[]> value) {
    byte[] held = values.get(key);
    return value.map(v -> Arrays.equals(v, held)).orElse(held == null);
  }

  /**
   * Tells whether the batch is on the disk. If not, there may be room in the other file, or this
   * one is gone; to force this one again would prove nothing, because the system may have dropped
   * what it could not write.
   */
  private boolean append(Map<String, Optional<byte[]>> changes, long limit) {
    if (file.isEmpty() || file.get().end() > limit || !file.get().isInPlace()) {
      return false;
    }
    try {
      disk.lock();
      file.get().append(changes, values, codec);
      return true;
    } catch (IOException e) {
      LOG.debug("{}: {}: {}", disk, NAMES.get(active), e.toString());
      return false;
    } finally {
      sizes[active] = file.get().size();
    }
  }

  /** Writes everything to the file that is not active, and makes that the active one. */
  private void rewrite(Map<String, byte[]> next, long limit) throws IOException {
    disk.lock();
    int other = NAMES.size() - 1 - active;
    setAside(other);
    Disk.Content content = disk.openToWrite(NAMES.get(other));
    LogFile written = null;
    try {
      cut(content, limit);
      Header header = new Header(Header.FORMAT, generation + 1, random.nextLong(), 0);
      written = LogFile.create(disk, content, header, next, codec, this::leaveFile);
    } catch (IOException e) {
      giveBack(NAMES.get(other), content, e);
      throw e;
    } finally {
      sizes[other] = written == null ? 0 : written.size();
      if (written == null) {
        content.close();
      }
    }
    leaveFile();
    file = Optional.of(written);
    generation++;
    int former = active;
    active = other;
    tidy(former, limit);
  }

  /** Without the mark the file is as good as after a kill. */
  private void finish() {
    if (file.isEmpty() || unclear) {
      return;
    }
    try {
      file.get().finish();
    } catch (IOException e) {
      LOG.debug("{}: {} is not marked as closed: {}", disk, NAMES.get(active), e.toString());
    }
  }

  /** From when the other file may be valid, nothing that is added to this one would count. */
  private void leaveFile() {
    file.ifPresent(LogFile::close);
    file = Optional.empty();
  }

  /** Nothing is left: an empty file means at the next start that it was emptied from outside. */
  private void giveBack(String name, Disk.Content content, IOException cause) {
    try {
      content.truncate(0);
      disk.delete(name);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void tidy(int former, long limit) {
    String name = NAMES.get(former);
    try {
      setAside(former);
      if (sizes[former] > limit) {
        try (Disk.Content content = disk.openToWrite(name)) {
          cut(content, limit);
        }
        sizes[former] = limit;
      }
    } catch (IOException e) {
      LOG.warn("{}: {} stays as it is until it is needed: {}", disk, name, e.toString());
    }
  }

  private static void cut(Disk.Content content, long limit) throws IOException {
    if (content.size() > limit) {
      content.truncate(limit);
    }
  }

  private void setAside(int number) throws IOException {
    String name = NAMES.get(number);
    if (damaged.contains(name)) {
      if (disk.exists(name)) {
        LOG.warn("{}: the damaged {} is kept as {}", disk, name, disk.setAside(name));
      }
      sizes[number] = 0;
      damaged.remove(name);
    }
  }

  private long limit(Map<String, byte[]> values) {
    long bytes = bytes(values);
    return room + bytes + bytes / 2;
  }

  private static long bytes(Map<String, byte[]> values) {
    long bytes = 0;
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      bytes += entry.getKey().length() + entry.getValue().length + PER_VALUE;
    }
    return bytes;
  }

  @Override
  public long held() {
    return held + (long) OBJECTS_PER_VALUE * values.size();
  }

  @Override
  public void check() throws IOException {
    disk.lock();
  }

  @Override
  public long bytesWritten() {
    return disk.bytesWritten();
  }

  @Override
  public long size() {
    return sizes[0] + sizes[1];
  }

  @Override
  public void close() {
    closed = true;
    finish();
    leaveFile();
    codec.close();
    disk.close();
  }
}
