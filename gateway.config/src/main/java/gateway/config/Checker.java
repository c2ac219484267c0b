package gateway.config;

import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks a draft against the schema and makes the properties that the components get. */
final class Checker {

  private static final String OURS = "gateway.";

  private final Schema schema;
  private final Draft draft;

  private Checker(Schema schema, Draft draft) {
    this.schema = schema;
    this.draft = draft;
  }

  /** Returns the properties by PID; a wrong value becomes a fault of the draft. */
  static Map<String, Hashtable<String, Object>> check(Schema schema, Draft draft) {
    return new Checker(schema, draft).check();
  }

  private Map<String, Hashtable<String, Object>> check() {
    Map<String, Hashtable<String, Object>> checked = new TreeMap<>();
    draft
        .settings()
        .forEach(
            (pid, settings) -> {
              Optional<Map<String, Schema.Attribute>> attributes = schema.attributes(pid);
              if (attributes.isPresent()) {
                checked.put(pid, known(pid, settings, attributes.get()));
              } else if (schema.isFactory(pid)) {
                draft.fault(pid, "needs a name: " + pid + "~NAME");
              } else if (!pid.startsWith(OURS)) {
                checked.put(pid, foreign(settings));
              } else if (settings.isEmpty() || isNamedByUser(pid, settings)) {
                draft.fault(pid, "is not a known PID of this gateway");
              }
            });
    return checked;
  }

  /**
   * A bundle that only options and defaults configure may be absent: a descriptor need not contain
   * it.
   */
  private static boolean isNamedByUser(String pid, Map<String, Setting> settings) {
    return settings.values().stream().anyMatch(setting -> setting.origin().startsWith(pid));
  }

  private Hashtable<String, Object> known(
      String pid, Map<String, Setting> settings, Map<String, Schema.Attribute> attributes) {
    Hashtable<String, Object> properties = new Hashtable<>();
    settings.forEach(
        (key, setting) -> {
          Schema.Attribute attribute = attributes.get(key);
          if (attribute == null) {
            draft.fault(setting.origin(), "is not a known key");
            return;
          }
          try {
            properties.put(key, Conversion.convert(attribute, setting.value()));
          } catch (Conversion.RuleException e) {
            draft.fault(setting.origin(), String.valueOf(e.getMessage()));
          }
        });
    attributes.values().stream()
        .filter(attribute -> attribute.required() && !settings.containsKey(attribute.key()))
        .forEach(attribute -> draft.missing(pid, attribute.key()));
    return properties;
  }

  /**
   * A PID that is not ours, such as a module's: its bundle may be installed later, so its values
   * cannot be checked.
   */
  private Hashtable<String, Object> foreign(Map<String, Setting> settings) {
    Hashtable<String, Object> properties = new Hashtable<>();
    settings.forEach(
        (key, setting) -> {
          if (UntypedValues.canHold(setting.value())) {
            properties.put(key, UntypedValues.of(setting.value()));
          } else {
            draft.fault(setting.origin(), "has a number that does not fit into 64 bits");
          }
        });
    return properties;
  }
}
