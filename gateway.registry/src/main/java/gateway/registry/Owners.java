package gateway.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of the numbers: as configured, and as remembered from the last time a module had the
 * number, across restarts. One line {@code number=name} for each in the file. Thread-safe.
 */
final class Owners {

  /** Remembers nothing, and nothing is configured. */
  static final Owners FORGETFUL = new Owners(Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

  private final Optional<Path> file;
  private final Map<Integer, String> remembered = new TreeMap<>(Integer::compareUnsigned);
  private Map<Integer, String> configured = Map.of();

  /**
   * Reads what was remembered.
   *
   * @param file where it is kept; empty to forget it with the process
   */
  Owners(Optional<Path> file) {
    this.file = file;
    file.ifPresent(this::read);
  }

  private void read(Path from) {
    try {
      if (Files.exists(from)) {
        Files.readAllLines(from, StandardCharsets.UTF_8).forEach(this::readLine);
      }
    } catch (IOException e) {
      LOG.warn("Owners of numbers are forgotten: {} cannot be read ({})", from, e.toString());
    }
  }

  private void readLine(String line) {
    int equals = line.indexOf('=');
    try {
      if (equals > 0 && equals < line.length() - 1) {
        remembered.put(
            Integer.parseUnsignedInt(line.substring(0, equals)), line.substring(equals + 1));
      }
    } catch (NumberFormatException e) {
      LOG.warn("{}: ignoring malformed line ({})", file.orElseThrow(), e.getMessage());
    }
  }

  synchronized void configure(Map<Integer, String> owners) {
    configured = Map.copyOf(owners);
  }

  synchronized Optional<String> configured(int number) {
    return Optional.ofNullable(configured.get(number));
  }

  /** Returns the owner that had the number last; empty text if none is known. */
  synchronized String remembered(int number) {
    return remembered.getOrDefault(number, "");
  }

  /** Remembers the owner of a number; with empty text the one before stays remembered. */
  synchronized void remember(int number, String owner) {
    if (file.isPresent() && !owner.isEmpty() && !owner.equals(remembered.put(number, owner))) {
      write(file.get());
    }
  }

  private void write(Path to) {
    List<String> lines = new ArrayList<>();
    remembered.forEach((number, name) -> lines.add(Integer.toUnsignedString(number) + '=' + name));
    try {
      Files.createDirectories(to.getParent());
      Path fresh = to.resolveSibling(to.getFileName() + ".new");
      Files.write(fresh, lines, StandardCharsets.UTF_8);
      Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Owners of numbers are not kept: {} cannot be written ({})", to, e.toString());
    }
  }
}
