package gateway.web.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import gateway.api.device.DeviceKey;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EventsView;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.BrokerSnapshot;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import gateway.api.view.TroublesView.Trouble;
import gateway.api.view.Views;
import gateway.web.ContainerParts;
import gateway.web.page.TablePage.Query;
import gateway.web.page.TablePage.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What the page shows, as JSON: what each view needs, and the content of one of them. */
final class StateJson {

  private static final int LATEST_EVENTS = 6;
  private static final int MAX_CONTENT = 64 * 1024;
  private static final Duration CONTENT_LIMIT = Duration.ofSeconds(1);
  private static final JsonFactory JSON = new JsonFactory();

  /** A table at its beginning, whole. */
  private static final Query ALL = new Query("", "", false, false, Map.of(), 200);

  private final JsonGenerator out;
  private final Views views;
  private final FleetRows rows;

  private StateJson(JsonGenerator out, Views views, FleetRows rows) {
    this.out = out;
    this.views = views;
    this.rows = rows;
  }

  /**
   * Writes the state.
   *
   * @param parts which parts of the gateway belong to this container
   * @param troubles what is wrong, the worst first
   * @param rates growth of counters a second
   * @param view which view: {@code overview}, {@code devices}, {@code device} and so on
   * @param of the device of the view {@code device}
   * @param query which rows of its table
   */
  static byte[] write(
      Views views,
      ContainerParts parts,
      List<Trouble> troubles,
      Map<String, Double> rates,
      String view,
      String of,
      Query query)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      StateJson state = new StateJson(out, views, new FleetRows(views, rates));
      out.writeStartObject();
      state.head(parts, troubles);
      state.content(view, of, query);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void head(ContainerParts parts, List<Trouble> troubles) throws IOException {
    out.writeArrayFieldStart("absent");
    for (ContainerParts.Part part : parts.absent()) {
      out.writeString(part.name().toLowerCase(Locale.ROOT));
    }
    out.writeEndArray();
    out.writeNumberField("time", System.currentTimeMillis());
    out.writeArrayFieldStart("troubles");
    for (Trouble trouble : troubles) {
      out.writeStartObject();
      out.writeStringField("about", trouble.about());
      out.writeBooleanField("critical", trouble.critical());
      out.writeStringField("text", trouble.text());
      out.writeStringField("advice", trouble.advice());
      out.writeEndObject();
    }
    out.writeEndArray();
    for (DeviceServerView server : views.all(DeviceServerView.class)) {
      out.writeObjectFieldStart("port");
      out.writeStringField("address", server.address());
      out.writeNumberField("connections", server.connections());
      out.writeEndObject();
      break;
    }
    counts();
  }

  private void counts() throws IOException {
    List<ModuleSnapshot> modules = views.modules();
    List<EndpointSnapshot> endpoints = views.endpoints();
    List<DeploymentSnapshot> jars =
        views.all(DeploymentsView.class).stream()
            .flatMap(view -> view.deployments().stream())
            .toList();
    out.writeObjectFieldStart("counts");
    out.writeNumberField("devices", views.devices().size());
    out.writeNumberField("modules", modules.size());
    out.writeNumberField(
        "serving", modules.stream().filter(m -> m.state() == ModulesView.State.SERVING).count());
    out.writeNumberField("endpoints", endpoints.size());
    out.writeNumberField(
        "sessions",
        endpoints.stream().filter(e -> e.link().state() == EndpointView.State.CONNECTED).count());
    out.writeNumberField("deployments", jars.size());
    out.writeNumberField(
        "faults", jars.stream().filter(jar -> jar.outcome().kind().isFault()).count());
    out.writeEndObject();
  }

  private void content(String view, String of, Query query) throws IOException {
    switch (view) {
      case "devices" -> table(rows.devices(), query, rows::moduleTitle);
      case "modules" -> table(rows.modules(), query, rows::moduleTitle);
      case "endpoints" -> table(rows.endpoints(), query, StateJson::words);
      case "deployments" -> table(rows.deployments(), query, StateJson::words);
      case "events" -> table(rows.events(event -> true), query, kind -> kind);
      case "settings" -> table(rows.settings(), query, pid -> pid);
      case "device" -> device(of, query);
      default -> overview();
    }
    out.writeBooleanField("hasEvents", !views.all(EventsView.class).isEmpty());
  }

  private static String words(String state) {
    return state.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void table(List<Row> all, Query query, Function<String, String> title)
      throws IOException {
    out.writeObjectFieldStart("table");
    TablePage.write(out, all, query, title);
    out.writeEndObject();
  }

  private void whole(String name, List<Row> all) throws IOException {
    out.writeObjectFieldStart(name);
    TablePage.write(out, all, ALL, group -> "");
    out.writeEndObject();
  }

  private void overview() throws IOException {
    whole("modules", rows.modules());
    whole("endpoints", rows.endpoints());
    List<Row> events = rows.events(event -> true);
    whole("events", events.subList(0, Math.min(LATEST_EVENTS, events.size())));
    for (StoreView view : views.all(StoreView.class)) {
      StoreSnapshot store = view.snapshot();
      out.writeObjectFieldStart("store");
      out.writeStringField("state", store.state().toString());
      out.writeNumberField("bytes", store.bytes());
      out.writeNumberField("maxBytes", store.maxBytes());
      out.writeEndObject();
    }
    for (NeighboursView view : views.all(NeighboursView.class)) {
      BrokerSnapshot broker = view.broker();
      out.writeStringField("stage", view.stage());
      out.writeObjectFieldStart("broker");
      out.writeStringField("address", broker.address());
      out.writeBooleanField("connected", broker.connected());
      out.writeNumberField("since", broker.inState().toMillis());
      out.writeStringField("reason", broker.reason());
      out.writeEndObject();
      whole("stages", rows.stages());
      break;
    }
  }

  private void device(String name, Query query) throws IOException {
    List<DeviceSnapshot> found = views.devices(name);
    out.writeObjectFieldStart("device");
    out.writeStringField("name", name);
    out.writeBooleanField("connected", found.size() == 1);
    if (found.size() == 1) {
      out.writeStringField(
          "module", rows.moduleTitle(Integer.toUnsignedString(found.get(0).device().module())));
      whole("facts", List.of(FleetRows.device(found.get(0))));
    }
    out.writeArrayFieldStart("contents");
    DeviceKey key = views.deviceKey(name).orElse(null);
    if (key != null) {
      for (Content content : views.contents(key, CONTENT_LIMIT)) {
        String text = content.value().toText();
        out.writeStartObject();
        out.writeStringField("name", content.name());
        out.writeNumberField("bytes", content.value().size());
        out.writeStringField("text", text.substring(0, Math.min(text.length(), MAX_CONTENT)));
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
    String shown = key == null ? name : key.toString();
    table(rows.events(event -> event.subject().equals(shown)), query, kind -> kind);
  }
}
