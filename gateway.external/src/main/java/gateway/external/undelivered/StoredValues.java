package gateway.external.undelivered;

import static java.util.Objects.requireNonNull;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the store holds of one device, as it was read.
 *
 * @param prefix what its keys begin with
 * @param values by the rest of the key
 */
record StoredValues(String prefix, Map<String, byte[]> values) {

  static final String DEVICE = "d";
  static final String ERROR = "e";
  static final String NEWEST = "n";

  /**
   * Decodes whose it is.
   *
   * @throws IOException if it is not a device
   */
  Device device() throws IOException {
    byte[] encoded = values.get(DEVICE);
    if (encoded == null) {
      throw new IOException("its identity is missing");
    }
    return Coding.device(encoded);
  }

  /**
   * Decodes it; nothing of the device may be undelivered yet.
   *
   * @param lastNumber the highest number that former processes have used
   * @throws IOException if a value is not what it should be; then nothing is changed
   */
  void readInto(Undelivered undelivered, long lastNumber) throws IOException {
    Device device = device();
    Optional<TrackedStatus> newest = Optional.empty();
    if (values.containsKey(NEWEST)) {
      newest = Optional.of(Coding.status(values.get(NEWEST), undelivered, device, lastNumber));
    }
    long folded = newest.map(status -> status.number).orElse(Long.MIN_VALUE);
    List<TrackedStatus> waiting = new ArrayList<>();
    for (int slot : slots()) {
      byte[] value = requireNonNull(values.get(Integer.toString(slot)));
      TrackedStatus tracked = Coding.status(value, undelivered, device, lastNumber);
      if (tracked.number > folded) {
        tracked.slot = slot;
        tracked.due = true;
        waiting.add(tracked);
      }
    }
    waiting.sort(Comparator.comparingLong(tracked -> tracked.number));
    undelivered.device = Optional.of(device);
    undelivered.error = Optional.ofNullable(values.get(ERROR)).map(Payload::wrap);
    undelivered.newest = newest;
    undelivered.waiting.addAll(waiting);
  }

  /**
   * Returns the highest number that is used.
   *
   * @throws IOException if a value is not what it should be
   */
  long lastNumber() throws IOException {
    long last = 0;
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      if (entry.getKey().equals(NEWEST) || Character.isDigit(entry.getKey().charAt(0))) {
        last = Math.max(last, Coding.number(entry.getValue()));
      }
    }
    return last;
  }

  /** Returns the slots that hold something. */
  List<Integer> slots() {
    return values.keySet().stream()
        .filter(name -> Character.isDigit(name.charAt(0)))
        .map(Integer::valueOf)
        .toList();
  }

  /** Leaves the values out. */
  @Override
  public String toString() {
    return prefix;
  }
}
