package gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code modules.<number>.owner}: the module that serves a number if several modules claim it.
 * Becomes the list of owners of the registry.
 */
final class OwnerOverrides {

  private static final Pattern PID = Pattern.compile("modules\\.([0-9]+)");
  private static final String REGISTRY = "gateway.registry";
  private static final String OWNERS = "owners";
  private static final String OWNER = "owner";
  private static final long MAX_MODULE = 0xFFFF_FFFFL;

  private OwnerOverrides() {}

  static void apply(Draft draft) {
    List<Object> owners = new ArrayList<>();
    String origin = "";
    for (Map.Entry<String, Map<String, Setting>> entry :
        new TreeMap<>(draft.settings()).entrySet()) {
      Matcher pid = PID.matcher(entry.getKey());
      if (pid.matches()) {
        draft.remove(entry.getKey());
        entry
            .getValue()
            .forEach((key, setting) -> owner(pid.group(1), key, setting, owners, draft));
        origin = entry.getKey() + '.' + OWNER;
      }
    }
    if (!owners.isEmpty()) {
      draft
          .get(REGISTRY, OWNERS)
          .map(Setting::value)
          .filter(List.class::isInstance)
          .ifPresent(given -> owners.addAll((List<?>) given));
      draft.put(REGISTRY, OWNERS, owners, origin);
    }
  }

  private static void owner(
      String number, String key, Setting setting, List<Object> owners, Draft draft) {
    if (!key.equals(OWNER)) {
      draft.fault(setting.origin(), "is not a known key");
    } else if (number.length() > 10 || Long.parseLong(number) > MAX_MODULE) {
      draft.fault(setting.origin(), "names a number above " + MAX_MODULE);
    } else if (setting.value() instanceof String name && name.matches("[A-Za-z0-9_.-]+")) {
      owners.add(Long.parseLong(number) + "=" + name);
    } else {
      draft.fault(setting.origin(), "must be the symbolic name of a bundle, is " + setting.value());
    }
  }
}
