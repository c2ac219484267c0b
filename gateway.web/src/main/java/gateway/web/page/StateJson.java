package gateway.web.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import gateway.api.device.Device;
import gateway.api.stage.EndpointControl;
import gateway.api.stage.Retry;
import gateway.api.stage.Settings;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EventsView;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.BrokerSnapshot;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.Views;
import gateway.web.ContainerParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The content of the page as JSON. */
final class StateJson {

  /** A page with more rows is of no use, and takes computing time from the devices. */
  static final int MAX_DEVICES = 200;

  private static final int MAX_EVENTS = 100;

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator out;
  private final Views views;

  private StateJson(JsonGenerator out, Views views) {
    this.out = out;
    this.views = views;
  }

  /**
   * Writes the state.
   *
   * @param parts which parts of the gateway belong to this container
   * @param troubles the faults
   * @param filter part of the key or name of the devices to show, in any case; empty for all
   */
  static byte[] write(Views views, ContainerParts parts, List<String> troubles, String filter)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      new StateJson(out, views).write(parts, troubles, filter.strip().toLowerCase(Locale.ROOT));
    }
    return bytes.toByteArray();
  }

  private void write(ContainerParts parts, List<String> troubles, String filter)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("absent");
    for (ContainerParts.Part part : parts.absent()) {
      out.writeString(part.name().toLowerCase(Locale.ROOT));
    }
    out.writeEndArray();
    out.writeNumberField("time", System.currentTimeMillis());
    texts("troubles", troubles);
    devicePort();
    devices(filter);
    modules();
    stages();
    endpoints();
    deployments();
    events();
    out.writeEndObject();
  }

  private void devicePort() throws IOException {
    for (DeviceServerView server : views.all(DeviceServerView.class)) {
      out.writeObjectFieldStart("port");
      out.writeStringField("address", server.address());
      out.writeNumberField("connections", server.connections());
      out.writeEndObject();
      return;
    }
  }

  private void devices(String filter) throws IOException {
    List<DeviceSnapshot> all = views.devices();
    List<DeviceSnapshot> wanted =
        all.stream().filter(snapshot -> matches(snapshot.device(), filter)).toList();
    out.writeNumberField("deviceCount", all.size());
    out.writeNumberField("matchCount", wanted.size());
    out.writeArrayFieldStart("devices");
    for (DeviceSnapshot snapshot : wanted.subList(0, Math.min(wanted.size(), MAX_DEVICES))) {
      Device device = snapshot.device();
      out.writeStartObject();
      out.writeStringField("id", device.key().toString());
      out.writeStringField("name", device.name());
      out.writeNumberField("priority", Integer.toUnsignedLong(device.priority()));
      time("connected", snapshot.connectedFor());
      out.writeNumberField("statuses", snapshot.statuses());
      out.writeNumberField("forwarded", snapshot.forwarded());
      out.writeNumberField("commands", snapshot.queuedCommands());
      time("last", snapshot.sinceLastStatus());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static boolean matches(Device device, String filter) {
    return filter.isEmpty()
        || (device.key() + " " + device.name()).toLowerCase(Locale.ROOT).contains(filter);
  }

  private void modules() throws IOException {
    out.writeArrayFieldStart("modules");
    for (var view : views.all(ModulesView.class)) {
      for (var module : view.modules()) {
        String number = Integer.toUnsignedString(module.number());
        out.writeStartObject();
        out.writeStringField("id", number + ' ' + module.name() + ' ' + module.version());
        out.writeStringField("number", number);
        out.writeStringField("name", module.name());
        out.writeStringField("version", module.version());
        out.writeStringField("types", module.deviceTypes());
        out.writeBooleanField("control", !views.all(Retry.class).isEmpty());
        out.writeStringField("state", module.state().toString());
        out.writeStringField("reason", module.reason());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private void endpoints() throws IOException {
    out.writeArrayFieldStart("endpoints");
    for (EndpointSnapshot endpoint : views.endpoints()) {
      out.writeStartObject();
      out.writeStringField("id", endpoint.name());
      out.writeBooleanField("control", !views.all(EndpointControl.class).isEmpty());
      out.writeStringField("address", endpoint.address());
      out.writeStringField("modules", endpoint.modules());
      out.writeStringField("state", endpoint.link().state().toString());
      time("since", endpoint.link().inState());
      out.writeStringField("reason", endpoint.link().reason());
      out.writeStringField("session", endpoint.link().session());
      out.writeNumberField("devices", endpoint.load().knownDevices());
      out.writeNumberField("inFlight", endpoint.load().inFlight());
      out.writeNumberField("queued", endpoint.load().queued());
      out.writeNumberField("undelivered", endpoint.load().undelivered());
      out.writeNumberField("delivered", endpoint.counters().delivered());
      out.writeNumberField("lost", endpoint.counters().lost());
      out.writeArrayFieldStart("leftOut");
      for (LeftOut left : endpoint.leftOut()) {
        out.writeString(left.words());
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Empty if all stages are in this container. */
  private void stages() throws IOException {
    for (NeighboursView view : views.all(NeighboursView.class)) {
      BrokerSnapshot broker = view.broker();
      out.writeStringField("stage", view.stage());
      out.writeObjectFieldStart("broker");
      out.writeStringField("address", broker.address());
      out.writeBooleanField("connected", broker.connected());
      time("since", broker.inState());
      out.writeStringField("reason", broker.reason());
      out.writeEndObject();
      out.writeArrayFieldStart("stages");
      for (NeighbourSnapshot neighbour : view.neighbours()) {
        out.writeStartObject();
        out.writeStringField("id", neighbour.stage());
        out.writeBooleanField("present", neighbour.present());
        time("since", neighbour.inState());
        out.writeNumberField("waiting", neighbour.waiting());
        out.writeNumberField("lost", neighbour.lost());
        texts("modules", neighbour.modules());
        texts("differences", neighbour.differences());
        out.writeEndObject();
      }
      out.writeEndArray();
      return;
    }
  }

  private void texts(String field, List<String> texts) throws IOException {
    out.writeArrayFieldStart(field);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  private void deployments() throws IOException {
    out.writeArrayFieldStart("deployments");
    for (var view : views.all(DeploymentsView.class)) {
      for (var jar : view.deployments()) {
        out.writeStartObject();
        out.writeStringField("id", jar.file());
        out.writeStringField("bundle", jar.bundle());
        out.writeBooleanField("control", !views.all(Retry.class).isEmpty());
        out.writeStringField("state", jar.state().toString());
        out.writeStringField("reason", jar.reason());
        out.writeStringField("kind", jar.outcome().kind().toString());
        out.writeStringField("outcome", jar.outcome().text());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  /**
   * Writes the configuration and where it comes from.
   *
   * @return JSON, an array of the configured values
   */
  static byte[] writeSettings(Views views) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      for (Settings settings : views.all(Settings.class)) {
        for (Settings.Setting setting : settings.settings()) {
          out.writeStartObject();
          out.writeStringField("id", setting.pid() + '.' + setting.key());
          out.writeStringField("pid", setting.pid());
          out.writeStringField("key", setting.key());
          out.writeStringField("value", setting.value());
          out.writeStringField("origin", setting.origin());
          out.writeEndObject();
        }
      }
      out.writeEndArray();
    }
    return bytes.toByteArray();
  }

  /** The newest first. */
  private void events() throws IOException {
    out.writeBooleanField("hasEvents", !views.all(EventsView.class).isEmpty());
    out.writeArrayFieldStart("events");
    for (var view : views.all(EventsView.class)) {
      List<Event> events = view.events();
      for (int i = events.size() - 1; i >= Math.max(0, events.size() - MAX_EVENTS); i--) {
        Event event = events.get(i);
        out.writeStartObject();
        out.writeStringField("id", event.time() + " " + i);
        out.writeNumberField("time", event.time().toEpochMilli());
        out.writeStringField("kind", event.kind());
        out.writeStringField("subject", event.subject());
        out.writeStringField("text", event.text());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private void time(String field, Duration time) throws IOException {
    out.writeNumberField(field, time.toMillis());
  }
}
