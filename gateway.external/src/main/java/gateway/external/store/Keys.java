package gateway.external.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a log file, numbered in the order in which they first occur in it. */
final class Keys {

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Returns the number of a key, -1 if it has none. */
  int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  void add(String name) {
    numbers.put(name, names.size());
    names.add(name);
  }

  String name(int number) throws DamagedException {
    if (number < 0 || number >= names.size()) {
      throw new DamagedException("key number " + number);
    }
    return names.get(number);
  }

  int count() {
    return names.size();
  }

  /** Forgets the newest keys. */
  void cut(int count) {
    while (names.size() > count) {
      numbers.remove(names.remove(names.size() - 1));
    }
  }
}
