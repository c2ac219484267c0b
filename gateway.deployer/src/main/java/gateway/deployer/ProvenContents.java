package gateway.deployer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last proven content of each file, kept across restarts as the content to fall back to. One
 * line {@code sha256 file} for each.
 */
final class ProvenContents {

  private static final Logger LOG = LoggerFactory.getLogger(ProvenContents.class);
  private static final String LINE = "[0-9a-f]{64} .+";
  private static final int NAME_AT = 65;

  private final Path file;
  private final Map<String, String> hashes = new TreeMap<>();

  /** Reads the file. */
  ProvenContents(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          if (line.matches(LINE)) {
            hashes.put(line.substring(NAME_AT), line.substring(0, NAME_AT - 1));
          }
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so no version counts as proven: {}", file, e.toString());
    }
  }

  Optional<String> of(String jar) {
    return Optional.ofNullable(hashes.get(jar));
  }

  Collection<String> all() {
    return hashes.values();
  }

  /** Records the proven content of a file; returns the replaced one. */
  Optional<String> prove(String jar, String hash) {
    String before = hashes.put(jar, hash);
    if (hash.equals(before)) {
      return Optional.empty();
    }
    write();
    return Optional.ofNullable(before);
  }

  void forget(String jar) {
    if (hashes.remove(jar) != null) {
      write();
    }
  }

  /** Removes the files that no longer exist. */
  void retain(Set<String> jars) {
    if (hashes.keySet().retainAll(jars)) {
      write();
    }
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    hashes.forEach((jar, hash) -> lines.add(hash + ' ' + jar));
    try {
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
      Files.write(fresh, lines, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written, its changes are lost at a restart: {}", file, e.toString());
    }
  }
}
