package gateway.web.health;

import gateway.api.view.DeviceServerView;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** Devices can connect. */
final class DevicePortCheck implements Check {

  private final Steady closed;

  DevicePortCheck(Steady closed) {
    this.closed = closed;
  }

  @Override
  public String name() {
    return "device port";
  }

  @Override
  public List<String> tags() {
    return List.of(LIVE, READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.PORT);
  }

  @Override
  public String advice() {
    return "Look for the cause in the events; a port that is taken is named in the log. A "
        + "restart opens it again.";
  }

  @Override
  public Finding look(Views views, long now) {
    boolean open = !views.all(DeviceServerView.class).isEmpty();
    closed.note(!open, now);
    if (closed.isBad()) {
      return Finding.critical("closed: no device can connect");
    }
    return open
        ? Finding.ok("open at " + views.all(DeviceServerView.class).get(0).address())
        : Finding.warn("not open yet");
  }
}
