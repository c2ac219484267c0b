package gateway.external.undelivered;

import gateway.api.device.DeviceKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what the store holds of an endpoint, a few devices at a time, so that what waits to be
 * folded stays small. What is older than the undelivered data that a device has by now waits until
 * those are delivered. On the endpoint's loop.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private static final int MAX_WAITING = 1000;

  private final String endpoint;
  private final Backlog backlog;
  private final Keeper keeper;
  private final Function<DeviceKey, Undelivered> devices;
  private final Consumer<Undelivered> adopted;

  /** Those of which something is to be taken in. */
  private final Deque<Undelivered> unread = new ArrayDeque<>();

  private int count;
  private long lastNumber;

  /**
   * Makes one that has nothing to do yet.
   *
   * @param devices finds or makes the record of a device
   * @param adopted hears of each device that was taken in
   */
  public Recovery(
      String endpoint,
      Backlog backlog,
      Keeper keeper,
      Function<DeviceKey, Undelivered> devices,
      Consumer<Undelivered> adopted) {
    this.endpoint = endpoint;
    this.backlog = backlog;
    this.keeper = keeper;
    this.devices = devices;
    this.adopted = adopted;
  }

  /** Begins to take in what was found. */
  public void begin(StorePlace place) {
    if (!place.devices().isEmpty()) {
      LOG.info(
          "Endpoint {}: undelivered data of {} device(s) recovered",
          endpoint,
          place.devices().size());
    }
    lastNumber = place.lastNumber();
    place.devices().forEach(this::find);
    goOn();
  }

  private void find(StoredValues stored) {
    try {
      Undelivered device = devices.apply(stored.device().key());
      if (device.unread.isEmpty()) {
        unread.add(device);
      }
      device.unread.add(stored);
      count++;
    } catch (IOException e) {
      tell(stored, e);
    }
  }

  /** A device speaks: what the store holds of it comes first. */
  public void meet(Undelivered device) {
    if (!device.unread.isEmpty()) {
      adopt(device);
    }
  }

  /** Goes on; to be called when statuses were folded or delivered. */
  public void goOn() {
    for (int left = unread.size(); left > 0 && backlog.waiting() < MAX_WAITING; left--) {
      Undelivered device = unread.remove();
      meet(device);
      if (!device.unread.isEmpty()) {
        unread.add(device);
      }
    }
  }

  /** Returns how many devices wait to be taken in. */
  public int devices() {
    return count;
  }

  private void adopt(Undelivered device) {
    if (!device.isEmpty() || keeper.keeps(device)) {
      return;
    }
    StoredValues stored = device.unread.remove();
    count--;
    try {
      stored.readInto(device, lastNumber);
    } catch (IOException e) {
      tell(stored, e);
      return;
    }
    keeper.adopt(device, OnDisk.of(stored, device));
    if (device.isEmpty()) {
      keeper.delivered(device); // the store was full when it should have come
    } else {
      backlog.adopt(device);
      adopted.accept(device);
    }
  }

  private void tell(StoredValues stored, IOException e) {
    LOG.warn("Endpoint {}: {} in the store cannot be read: {}", endpoint, stored, e.getMessage());
  }
}
