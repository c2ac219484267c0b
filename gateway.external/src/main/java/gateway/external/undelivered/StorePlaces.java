package gateway.external.undelivered;

import static java.util.Objects.requireNonNull;

import gateway.external.store.Engine;
import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which endpoint has which number in the store. On the store's thread. */
final class StorePlaces {

  private static final Logger LOG = LoggerFactory.getLogger(StorePlaces.class);
  private static final char ENDPOINT = 'E';

  private final IntFunction<Map<Long, StoredValues>> devices;
  private final Map<String, Integer> numbers = new TreeMap<>();
  private final Set<String> claimed = new HashSet<>();

  /** Numbers of the endpoints that the disk knows. */
  private final Set<Integer> introduced = new HashSet<>();

  /**
   * Makes an empty one.
   *
   * @param devices reads what is stored under a number, by the ids of the devices
   */
  StorePlaces(IntFunction<Map<Long, StoredValues>> devices) {
    this.devices = devices;
  }

  /** Returns the change that makes an endpoint known to the disk. */
  static Change introduction(int number, String path) {
    return new Change(
        ENDPOINT + Integer.toString(number), Optional.of(path.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads which endpoints the disk knows. */
  void read(Engine from) throws IOException {
    from.forEach(
        (key, value) -> {
          if (key.charAt(0) == ENDPOINT) {
            numbers.put(new String(value, StandardCharsets.UTF_8), number(key));
          }
        });
    introduced.addAll(numbers.values());
  }

  private static Integer number(String key) {
    return Integer.valueOf(key.substring(1));
  }

  /** These changes are on the disk. */
  void written(List<Change> batch) {
    batch.stream()
        .filter(change -> change.key().charAt(0) == ENDPOINT)
        .forEach(change -> introduced.add(number(change.key())));
  }

  /** An endpoint is configured, perhaps before the store is open. */
  void await(String path) {
    claimed.add(path);
  }

  /** Gives an endpoint its place, with what is stored there. */
  StorePlace claim(String path) {
    Integer known = numbers.get(path);
    int number = known == null ? numbers.size() + 1 : known;
    numbers.put(path, number);
    Map<Long, StoredValues> found = known == null ? Map.of() : devices.apply(number);
    return new StorePlace(
        number,
        path,
        !introduced.contains(number),
        List.copyOf(found.values()),
        found.keySet().stream().reduce(0L, Math::max) + 1,
        found.values().stream().mapToLong(StorePlaces::lastNumber).max().orElse(0));
  }

  private static long lastNumber(StoredValues device) {
    try {
      return device.lastNumber();
    } catch (IOException e) {
      return 0; // told when it is taken in
    }
  }

  /**
   * Hands the places of a vehicle over to another one, unless that has something there.
   *
   * @return what has to change on the disk
   */
  List<Change> rename(String from, String to) {
    List<Change> batch = new ArrayList<>();
    for (String path : List.copyOf(numbers.keySet())) {
      String renamed = to + path.substring(Math.min(from.length(), path.length()));
      Integer occupied = numbers.get(renamed);
      if (!path.startsWith(from) || occupied != null && !devices.apply(occupied).isEmpty()) {
        continue;
      }
      int number = requireNonNull(numbers.remove(path));
      move(number, renamed, batch);
      if (occupied != null) {
        move(occupied, path, batch);
      }
    }
    return batch;
  }

  private void move(int number, String path, List<Change> batch) {
    numbers.put(path, number);
    if (introduced.contains(number)) {
      batch.add(introduction(number, path));
    }
  }

  /** Tells of what is kept for endpoints that are not configured. */
  void tellOfUnclaimed() {
    numbers.forEach(
        (path, number) -> {
          int count = claimed.contains(path) ? 0 : devices.apply(number).size();
          if (count > 0) {
            LOG.info(
                "Store: undelivered data of {} device(s) for {} kept until that endpoint is"
                    + " configured again",
                count,
                path);
          }
        });
  }
}
