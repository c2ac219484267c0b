package gateway.web.health;

import gateway.web.Views;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Devices can connect. */
final class DevicePortCheck implements Check {

  private final BooleanSupplier expected;
  private final Steady closed;

  /**
   * Makes it.
   *
   * @param expected tells whether this container has a device port
   */
  DevicePortCheck(BooleanSupplier expected, Steady closed) {
    this.expected = expected;
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
  public Finding look(Views views, long now) {
    if (!expected.getAsBoolean()) {
      return Finding.ok("not in this container");
    }
    boolean open = !views.deviceServers().isEmpty();
    closed.note(!open, now);
    if (closed.isBad()) {
      return Finding.critical("closed: no device can connect");
    }
    return open
        ? Finding.ok("open at " + views.deviceServers().get(0).address())
        : Finding.warn("not open yet");
  }
}
