package gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object of a configuration file, read key by key. A missing value or one of the wrong type
 * becomes a fault that names the whole path.
 */
final class Fields {

  private final Draft draft;
  private final String path;
  private final Map<?, ?> object;
  private final Set<String> known = new HashSet<>();

  Fields(Draft draft, String path, Map<?, ?> object) {
    this.draft = draft;
    this.path = path;
    this.object = object;
  }

  /** Returns the full name of a key of this object. */
  String at(String key) {
    return path.isEmpty() ? key : path + '.' + key;
  }

  private Optional<Object> value(String key, boolean required) {
    known.add(key);
    Object value = object.get(key);
    if (value == null && required) {
      draft.fault(at(key), "is missing");
    }
    return Optional.ofNullable(value);
  }

  private <T> Optional<T> typed(String key, boolean required, Class<T> type, String rule) {
    Optional<Object> value = value(key, required);
    if (value.isPresent() && !type.isInstance(value.get())) {
      draft.fault(at(key), "must be " + rule);
      return Optional.empty();
    }
    return value.map(type::cast);
  }

  Optional<Object> any(String key) {
    return value(key, true);
  }

  Optional<String> text(String key) {
    return typed(key, true, String.class, "text");
  }

  Optional<String> optionalText(String key) {
    return typed(key, false, String.class, "text");
  }

  Optional<Boolean> flag(String key) {
    return typed(key, true, Boolean.class, "true or false");
  }

  Optional<Boolean> optionalFlag(String key) {
    return typed(key, false, Boolean.class, "true or false");
  }

  Optional<Fields> object(String key) {
    return typed(key, true, Map.class, "an object").map(map -> new Fields(draft, at(key), map));
  }

  Optional<Fields> optionalObject(String key) {
    return typed(key, false, Map.class, "an object").map(map -> new Fields(draft, at(key), map));
  }

  List<Object> list(String key) {
    List<Object> list = new ArrayList<>();
    typed(key, true, List.class, "a list").ifPresent(values -> list.addAll((List<?>) values));
    return list;
  }

  /** Returns the objects of a list that must not be empty. */
  List<Fields> objects(String key) {
    List<Object> list = list(key);
    if (list.isEmpty() && object.get(key) instanceof List) {
      draft.fault(at(key), "must not be empty");
    }
    List<Fields> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String element = at(key) + '[' + i + ']';
      if (list.get(i) instanceof Map<?, ?> map) {
        objects.add(new Fields(draft, element, map));
      } else {
        draft.fault(element, "must be an object");
      }
    }
    return objects;
  }

  /** Returns the keys of an object within, none if it is absent. */
  Set<String> keysOf(String key) {
    Set<String> keys = new TreeSet<>();
    if (object.get(key) instanceof Map<?, ?> map) {
      map.keySet().forEach(name -> keys.add(name.toString()));
    }
    return keys;
  }

  /** Names a key that is known and not used. */
  void ignore(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Warns of unknown keys: those that were not read. */
  void warnOfUnknownKeys() {
    for (Object key : object.keySet()) {
      if (!known.contains(key)) {
        draft.warn(at(key.toString()) + " is not a known key and is ignored");
      }
    }
  }
}
