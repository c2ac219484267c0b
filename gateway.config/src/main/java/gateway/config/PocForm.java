package gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} of the proof of concept (PROTOCOL section 6.1). Unknown keys are ignored
 * and numeric strings are numbers there. Endpoints with the same address are one.
 */
final class PocForm {

  private final Draft draft;

  private PocForm(Draft draft) {
    this.draft = draft;
  }

  static boolean recognises(Map<String, Object> root) {
    return root.containsKey("carId")
        || root.containsKey("vehicleName")
        || root.containsKey("endpoints");
  }

  static void read(Map<String, Object> content, Draft draft) {
    new PocForm(draft).read(new Fields(draft, "", content));
  }

  private void read(Fields root) {
    draft.formNamesMissingKeys();
    root.text("carId").ifPresent(id -> draft.put("gateway.external", "car-id", id, "carId"));
    root.text("company")
        .ifPresent(company -> draft.put("gateway.external", "company", company, "company"));
    root.text("vehicleName")
        .ifPresent(name -> draft.put("gateway.external", "vehicle", name, "vehicleName"));
    root.optionalText("topic-scheme")
        .ifPresent(scheme -> draft.put("gateway.external", "topic-scheme", scheme, "topic-scheme"));
    Map<List<Object>, String> pids = new LinkedHashMap<>();
    for (Fields endpoint : root.objects("endpoints")) {
      endpoint(endpoint, pids);
    }
  }

  private void endpoint(Fields endpoint, Map<List<Object>, String> pids) {
    Optional<String> host = endpoint.text("ip");
    Optional<Object> port = endpoint.any("port").map(PocForm::numeric);
    List<Object> modules = new ArrayList<>();
    for (Fields module : endpoint.objects("modules")) {
      module.text("moduleName");
      module.any("moduleId").map(PocForm::numeric).ifPresent(modules::add);
    }
    if (host.isEmpty() || port.isEmpty()) {
      return;
    }
    List<Object> address = List.of(host.get(), port.get());
    String pid =
        pids.computeIfAbsent(address, key -> Draft.ENDPOINT + "~endpoint" + (pids.size() + 1));
    draft.put(pid, "host", host.get(), endpoint.at("ip"));
    draft.put(pid, "port", port.get(), endpoint.at("port"));
    draft
        .get(pid, "modules")
        .map(Setting::value)
        .ifPresent(earlier -> modules.addAll(0, (List<?>) earlier));
    draft.put(pid, "modules", modules, endpoint.at("modules"));
  }

  private static Object numeric(Object value) {
    return value instanceof String text && text.strip().matches("[0-9]{1,18}")
        ? Long.valueOf(text.strip())
        : value;
  }
}
