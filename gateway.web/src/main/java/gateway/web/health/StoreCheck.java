package gateway.web.health;

import gateway.api.view.StoreView;
import gateway.api.view.StoreView.State;
import gateway.api.view.StoreView.StoreSnapshot;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** Checks that undelivered data is on the disk, and that there is space for more. */
final class StoreCheck implements Check {

  /** The part of the maximum size from which on the check warns. */
  private static final double NEARLY_FULL = 0.9;

  private final Steady degraded;

  StoreCheck(Steady degraded) {
    this.degraded = degraded;
  }

  @Override
  public String name() {
    return "store";
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
    return "Make space on the disk or correct the permissions of the data folder; it is "
        + "tried again by itself.";
  }

  @Override
  public Finding look(Views views, long now) {
    List<StoreSnapshot> stores =
        views.all(StoreView.class).stream().map(StoreView::snapshot).toList();
    List<StoreSnapshot> failing =
        stores.stream().filter(store -> store.state() != State.OK).toList();
    degraded.note(!failing.isEmpty(), now);
    if (!failing.isEmpty()) {
      StoreSnapshot store = failing.get(0);
      String text =
          store.state() == State.OPENING
              ? store.place() + " is being read"
              : store.place() + ": undelivered data is in memory only: " + store.reason();
      return degraded.isBad() ? Finding.critical(text) : Finding.warn(text);
    }
    if (degraded.isBad()) {
      return Finding.critical("writable again, but only for a moment");
    }
    for (StoreSnapshot store : stores) {
      if (store.maxBytes() > 0 && store.bytes() > NEARLY_FULL * store.maxBytes()) {
        return Finding.warn(
            store.place() + " holds " + store.bytes() + " of " + store.maxBytes() + " bytes");
      }
    }
    return Finding.ok(stores.isEmpty() ? "none" : "writable");
  }
}
