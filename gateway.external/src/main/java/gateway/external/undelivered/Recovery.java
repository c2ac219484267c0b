package gateway.external.undelivered;

import gateway.api.device.DeviceKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Consumer<DeviceKey> adopted;
  private final Map<DeviceKey, StoredValues> unread = new LinkedHashMap<>();
  private final List<StoredValues> older = new ArrayList<>();
  private long lastNumber;

  /**
   * Makes one that has nothing to do yet.
   *
   * @param adopted hears of each device that was taken in
   */
  public Recovery(String endpoint, Backlog backlog, Keeper keeper, Consumer<DeviceKey> adopted) {
    this.endpoint = endpoint;
    this.backlog = backlog;
    this.keeper = keeper;
    this.adopted = adopted;
  }

  /** Begins to take in what was found. */
  public void begin(StorePlace claim) {
    if (!claim.devices().isEmpty()) {
      LOG.info(
          "Endpoint {}: undelivered data of {} device(s) recovered",
          endpoint,
          claim.devices().size());
    }
    lastNumber = claim.lastNumber();
    claim.devices().forEach(this::sort);
    goOn();
  }

  private void sort(StoredValues stored) {
    try {
      DeviceKey device = stored.device().key();
      if (unread.putIfAbsent(device, stored) != null) {
        older.add(stored);
      }
    } catch (IOException e) {
      tell(stored, e);
    }
  }

  /** A device speaks: what the store holds of it comes first. */
  public void meet(DeviceKey device) {
    if (!unread.isEmpty()) {
      Optional.ofNullable(unread.remove(device)).ifPresent(this::adopt);
    }
  }

  /** Goes on; to be called when statuses were folded or delivered. */
  public void goOn() {
    while (!unread.isEmpty() && backlog.waiting() < MAX_WAITING) {
      meet(unread.keySet().iterator().next());
    }
    if (unread.isEmpty() && !older.isEmpty()) {
      List<StoredValues> again = List.copyOf(older);
      older.clear();
      again.forEach(this::adopt);
    }
  }

  /** Returns how many devices wait to be taken in. */
  public int devices() {
    return unread.size() + older.size();
  }

  private void adopt(StoredValues stored) {
    Undelivered undelivered;
    try {
      undelivered = stored.undelivered(lastNumber);
    } catch (IOException e) {
      tell(stored, e);
      return;
    }
    DeviceKey device = undelivered.key;
    if (backlog.find(device).isPresent() || keeper.keeps(device)) {
      older.add(stored);
    } else {
      keeper.adopt(device, OnDisk.of(stored.prefix(), undelivered, stored.slots()));
      if (undelivered.isEmpty()) {
        keeper.delivered(device); // the store was full when it should have come
      } else {
        backlog.adopt(undelivered);
        adopted.accept(device);
      }
    }
  }

  private void tell(StoredValues stored, IOException e) {
    LOG.warn("Endpoint {}: {} in the store cannot be read: {}", endpoint, stored, e.getMessage());
  }
}
