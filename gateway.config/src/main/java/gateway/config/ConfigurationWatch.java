package gateway.config;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Notices a new content of the configuration file, or of a file that it names. It compares the
 * content itself, so that overwriting, renaming and symbolic links all work. Called at intervals,
 * by one thread.
 */
final class ConfigurationWatch {

  /** The action for the content of the files. */
  enum ContentState {
    /** None: the content is unchanged, may still be written, or was handled. */
    NOTHING,
    /** The content is the same as at the look before: it can be tried. */
    STABLE,
    /**
     * The content has been the same for {@link #PATIENCE}: it is complete, so its faults are real.
     */
    SETTLED
  }

  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<Collection<Path>> files;
  private final LongSupplier nanoTime;
  private String handled;
  private String last;
  private long since;

  /** Makes a watch that treats the present content as known. */
  ConfigurationWatch(Supplier<Collection<Path>> files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
    last = content();
    handled = last;
  }

  /** Looks at the files. */
  ContentState look() {
    String now = content();
    if (now.equals(handled)) {
      last = now;
      return ContentState.NOTHING;
    }
    if (!now.equals(last)) {
      last = now;
      since = nanoTime.getAsLong();
      return ContentState.NOTHING;
    }
    boolean settled = nanoTime.getAsLong() - since >= PATIENCE.toNanos();
    return settled ? ContentState.SETTLED : ContentState.STABLE;
  }

  /** Marks the content of the last look as handled. */
  void markHandled() {
    handled = last;
  }

  /** A hash, so that no password is kept here. */
  private String content() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (Path file : files.get()) {
      digest.update((byte) 0);
      try {
        byte[] content = TextFile.bytes(file);
        digest.update((byte) 1);
        digest.update(content);
      } catch (IOException e) {
        digest.update((byte) 2); // whatever the reason
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
