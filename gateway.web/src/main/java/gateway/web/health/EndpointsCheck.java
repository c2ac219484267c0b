package gateway.web.health;

import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EndpointView.State;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Each endpoint has its session, or nothing to say. */
final class EndpointsCheck implements Check {

  private static final int MAX_NAMED = 3;

  private final Supplier<Steady> steady;
  private final Map<String, Steady> lost = new HashMap<>();

  EndpointsCheck(Supplier<Steady> steady) {
    this.steady = steady;
  }

  @Override
  public String name() {
    return "cloud";
  }

  @Override
  public List<String> tags() {
    return List.of(READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.ENDPOINTS);
  }

  @Override
  public String advice() {
    return "Check the network, the address and the External Server. Nothing is lost "
        + "meanwhile; Reconnect tries at once.";
  }

  @Override
  public Finding look(Views views, long now) {
    List<EndpointSnapshot> endpoints = views.endpoints();
    lost.keySet().retainAll(endpoints.stream().map(EndpointSnapshot::name).toList());
    List<String> bad = new ArrayList<>();
    List<String> doubtful = new ArrayList<>();
    for (EndpointSnapshot endpoint : endpoints) {
      boolean without =
          endpoint.link().state() == State.NOT_CONNECTED
              || endpoint.link().state() == State.CONNECTING;
      Steady state = lost.computeIfAbsent(endpoint.name(), name -> steady.get()).note(without, now);
      if (state.isBad()) {
        bad.add(described(endpoint, without));
      } else if (state.isSuspect()) {
        doubtful.add(described(endpoint, without));
      }
      if (!endpoint.leftOut().isEmpty()) {
        doubtful.add(leftOut(endpoint));
      }
    }
    if (!bad.isEmpty()) {
      return Finding.critical(String.join("; ", bad));
    }
    return doubtful.isEmpty()
        ? Finding.ok(endpoints.size() + " endpoints")
        : Finding.warn(String.join("; ", doubtful));
  }

  private static String leftOut(EndpointSnapshot endpoint) {
    int count = endpoint.leftOut().size();
    return "endpoint "
        + endpoint.name()
        + " leaves out "
        + endpoint.leftOut().stream()
            .limit(MAX_NAMED)
            .map(LeftOut::words)
            .collect(Collectors.joining(", "))
        + (count > MAX_NAMED ? " and " + (count - MAX_NAMED) + " more" : "");
  }

  private static String described(EndpointSnapshot endpoint, boolean without) {
    if (!without) {
      return "endpoint " + endpoint.name() + " has had its session again only for a moment";
    }
    return "endpoint "
        + endpoint.name()
        + " at "
        + endpoint.address()
        + " has no session"
        + (endpoint.link().reason().isEmpty() ? "" : ": " + endpoint.link().reason());
  }
}
