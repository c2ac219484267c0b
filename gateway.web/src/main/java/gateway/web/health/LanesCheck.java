package gateway.web.health;

import gateway.api.view.DeviceServerView;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import gateway.api.view.LostCallsView;
import gateway.api.view.LostCallsView.LostCall;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The lanes, on which every status is handled, come to their work. */
final class LanesCheck implements Check {

  /** A lane that hangs is given up after a second: a lane that is overdue for longer was not. */
  static final Duration MAX_OVERDUE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "lanes";
  }

  @Override
  public List<String> tags() {
    return List.of(LIVE, READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.PORT, Part.MODULES);
  }

  @Override
  public String advice() {
    return "Correct or remove the module that hangs; restart the gateway when more than two "
        + "threads are lost.";
  }

  @Override
  public Finding look(Views views, long now) {
    int lanes = 0;
    for (DeviceServerView server : views.all(DeviceServerView.class)) {
      for (LaneSnapshot lane : server.lanes()) {
        lanes++;
        if (lane.overdue().compareTo(MAX_OVERDUE) > 0) {
          return Finding.critical(
              "the lane of module "
                  + Integer.toUnsignedString(lane.module())
                  + " has not started its next task for "
                  + lane.overdue().toSeconds()
                  + " s");
        }
      }
    }
    List<LostCall> lost =
        views.all(LostCallsView.class).stream().flatMap(view -> view.lostCalls().stream()).toList();
    if (lost.isEmpty()) {
      return Finding.ok(lanes + " at work");
    }
    String text =
        "module calls that do not return, each with a thread: "
            + lost.stream()
                .map(call -> call.module() + " in " + call.call())
                .collect(Collectors.joining(", "));
    return views.all(LostCallsView.class).stream().anyMatch(LostCallsView::isDown)
        ? Finding.critical(text + "; restart the gateway")
        : Finding.warn(text);
  }
}
