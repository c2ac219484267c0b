package gateway.external.undelivered;

import gateway.external.store.Engine.Change;
import java.util.List;

/**
 * An endpoint's part of the store, with what was in it when it was claimed.
 *
 * @param number the endpoint's number among those in the store
 * @param path vehicle and name of the endpoint
 * @param isNew whether the store does not know the endpoint yet
 * @param devices what is undelivered, in the order in which it came
 * @param nextId no device has this id or a higher one
 * @param lastNumber no status has a higher number
 */
public record StorePlace(
    int number,
    String path,
    boolean isNew,
    List<StoredValues> devices,
    long nextId,
    long lastNumber) {

  /** Returns what begins the keys of a device. */
  String prefix(long id) {
    return number + "." + Long.toString(id, Character.MAX_RADIX);
  }

  /** Returns the change that makes the endpoint known to the store. */
  Change introduction() {
    return StorePlaces.introduction(number, path);
  }
}
