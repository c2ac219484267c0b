package gateway.external.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What an engine should hold, in a form that can be compared. */
final class Values {

  private Values() {}

  static Change put(String key, String value) {
    return put(key, value.getBytes(UTF_8));
  }

  static Change put(String key, byte[] value) {
    return new Change(key, Optional.of(value));
  }

  static Change remove(String key) {
    return new Change(key, Optional.empty());
  }

  static Map<String, String> of(Engine engine) throws IOException {
    Map<String, String> result = new TreeMap<>();
    engine.forEach((key, value) -> result.put(key, new String(value, UTF_8)));
    return result;
  }

  /** Returns what a batch makes of the values. */
  static Map<String, String> apply(List<Change> batch, Map<String, String> values) {
    Map<String, String> result = new TreeMap<>(values);
    for (Change change : batch) {
      change
          .value()
          .ifPresentOrElse(
              v -> result.put(change.key(), new String(v, UTF_8)),
              () -> result.remove(change.key()));
    }
    return result;
  }

  /** Returns a batch for some of twenty keys, with values that share parts with those before. */
  static List<Change> randomBatch(Random random, Map<String, String> before) {
    List<Change> batch = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String key = "device " + random.nextInt(20);
      if (random.nextInt(8) == 0) {
        batch.add(remove(key));
      } else {
        batch.add(put(key, randomValue(random, before.getOrDefault(key, ""))));
      }
    }
    return batch;
  }

  private static String randomValue(Random random, String former) {
    int cut = random.nextInt(former.length() + 1);
    String addition = Long.toString(random.nextLong(), 36).repeat(random.nextInt(4));
    return switch (random.nextInt(6)) {
      case 0 -> former;
      case 1 -> former.substring(0, cut);
      case 2 -> addition;
      case 3 -> "ž".repeat(random.nextInt(500));
      default -> former.substring(0, cut) + addition + former.substring(cut);
    };
  }
}
