package gateway.web.health;

import gateway.api.view.DeviceServerView;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import gateway.web.Views;
import java.time.Duration;
import java.util.List;

/** The lanes, on which every status is handled, come to their work. */
final class LanesCheck implements Check {

  /** A lane that hangs is given up after a second: one that is later than this was not. */
  static final Duration LATEST = Duration.ofSeconds(5);

  /** Each lane that was given up may cost a core until the process is started anew. */
  static final int MOST_ABANDONED = 2;

  @Override
  public String name() {
    return "lanes";
  }

  @Override
  public List<String> tags() {
    return List.of(LIVE, READY);
  }

  @Override
  public Finding look(Views views, long now) {
    int lanes = 0;
    int abandoned = 0;
    for (DeviceServerView server : views.deviceServers()) {
      for (LaneSnapshot lane : server.lanes()) {
        lanes++;
        if (lane.overdue().compareTo(LATEST) > 0) {
          return Finding.critical(
              "the lane of module "
                  + Integer.toUnsignedString(lane.module())
                  + " has not come to its work for "
                  + lane.overdue().toSeconds()
                  + " s");
        }
      }
      abandoned += server.abandonedLanes();
    }
    String text = lanes + " at work";
    if (abandoned > 0) {
      text += ", " + abandoned + " given up because a module call did not return";
    }
    if (abandoned > MOST_ABANDONED) {
      return Finding.critical(text + ": restart the gateway");
    }
    return abandoned > 0 ? Finding.warn(text) : Finding.ok(text);
  }
}
