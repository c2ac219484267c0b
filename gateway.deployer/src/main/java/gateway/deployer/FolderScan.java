package gateway.deployer;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Finds changes of the jars in a folder by repeated scans. Names that start with a dot or do not
 * end in {@code .jar} are not looked at.
 */
final class FolderScan {

  /**
   * A jar that is still unreadable and has not changed for this time is not being written any more.
   */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A file that is removed and copied again within this time counts as overwritten. */
  static final Duration ABSENCE = Duration.ofMillis(500);

  /** The result of a scan for a file. Each is reported once per content. */
  enum Kind {
    /** It is new or has changed: it may still be written. */
    CHANGED,
    /** It looks as at the scan before. */
    STABLE,
    /** It has been stable for {@link #PATIENCE}. */
    SETTLED,
    /** It has been missing for {@link #ABSENCE}. */
    GONE
  }

  record Change(String file, Kind kind) {}

  private record Fingerprint(long size, FileTime modified, Object inode) {

    static Fingerprint of(Path file) throws IOException {
      return of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    private static Fingerprint of(BasicFileAttributes attributes) {
      return new Fingerprint(
          attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /** Returns the fingerprint of the link itself, for a broken link. */
    static Fingerprint ofTheNameAlone(Path file) throws IOException {
      return of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }
  }

  private static final class Entry {
    private final Fingerprint fingerprint;
    private final long since;
    private Kind reported = Kind.CHANGED;
    private boolean missing;
    private long missingSince;

    Entry(Fingerprint fingerprint, long since) {
      this.fingerprint = fingerprint;
      this.since = since;
    }
  }

  private final Path folder;
  private final LongSupplier nanoTime;
  private final Map<String, Entry> entries = new TreeMap<>();

  /** Names that cannot be written as they were read: in another charset than this process has. */
  private final Set<String> foreignNames = new HashSet<>();

  FolderScan(Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  Path folder() {
    return folder;
  }

  /**
   * Returns the path of a file.
   *
   * @throws RefusedException if its name is in another charset than that of this process
   */
  Path path(String file) throws RefusedException {
    if (foreignNames.contains(file)) {
      throw RefusedException.because(
          "its name has letters that this process cannot read; rename it, or start the gateway with"
              + " LC_ALL=C.UTF-8");
    }
    return folder.resolve(file);
  }

  /**
   * Scans the folder once.
   *
   * @return what has changed, present files before deleted files, by name
   * @throws IOException if the folder cannot be read; no file counts as deleted then
   */
  List<Change> scan() throws IOException {
    Map<String, Fingerprint> found = list();
    long now = nanoTime.getAsLong();
    List<Change> changes = new ArrayList<>();
    found.forEach((file, fingerprint) -> look(file, fingerprint, now, changes));
    entries.forEach(
        (file, entry) -> {
          if (!found.containsKey(file) && isGone(entry, now)) {
            changes.add(new Change(file, Kind.GONE));
          }
        });
    changes.stream()
        .filter(change -> change.kind() == Kind.GONE)
        .forEach(change -> entries.remove(change.file()));
    return changes;
  }

  /** Tells whether a file still looks as at the last scan. */
  boolean isUnchanged(String file) {
    Entry entry = entries.get(file);
    return entry != null
        && fingerprint(folder.resolve(file)).filter(entry.fingerprint::equals).isPresent();
  }

  private void look(String file, Fingerprint fingerprint, long now, List<Change> changes) {
    Entry entry = entries.get(file);
    if (entry == null || !entry.fingerprint.equals(fingerprint)) {
      entries.put(file, new Entry(fingerprint, now));
      changes.add(new Change(file, Kind.CHANGED));
      return;
    }
    entry.missing = false;
    if (entry.reported == Kind.CHANGED) {
      entry.reported = Kind.STABLE;
      changes.add(new Change(file, Kind.STABLE));
    } else if (entry.reported == Kind.STABLE && now - entry.since >= PATIENCE.toNanos()) {
      entry.reported = Kind.SETTLED;
      changes.add(new Change(file, Kind.SETTLED));
    }
  }

  private static boolean isGone(Entry entry, long now) {
    if (!entry.missing) {
      entry.missing = true;
      entry.missingSince = now;
    }
    return now - entry.missingSince >= ABSENCE.toNanos();
  }

  private Map<String, Fingerprint> list() throws IOException {
    Map<String, Fingerprint> found = new TreeMap<>();
    foreignNames.clear();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FolderScan::isJar)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!isWrittenAsRead(file, name)) {
          foreignNames.add(name);
        }
        fingerprint(file).ifPresent(fingerprint -> found.put(name, fingerprint));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private boolean isWrittenAsRead(Path file, String name) {
    try {
      return folder.resolve(name).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** One file that cannot be looked at must not hide the others. */
  private static Optional<Fingerprint> fingerprint(Path file) {
    try {
      return Optional.of(Fingerprint.of(file));
    } catch (IOException e) {
      return withoutFollowing(file);
    }
  }

  private static Optional<Fingerprint> withoutFollowing(Path file) {
    try {
      return Optional.of(Fingerprint.ofTheNameAlone(file));
    } catch (IOException e) {
      return Optional.empty(); // removed since it was listed
    }
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.toLowerCase(Locale.ROOT).endsWith(".jar") && !name.startsWith(".");
  }
}
