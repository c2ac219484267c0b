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

  /** The error message, and the number of the newest status in it. */
  static final String FOLDED = "f";

  /** Before version 2: the error message and, apart, the newest status, which is in it too. */
  static final String OLD_ERROR = "e";

  static final String OLD_NEWEST = "n";

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
    Optional<Payload> error = Optional.ofNullable(values.get(OLD_ERROR)).map(Payload::wrap);
    Optional<TrackedStatus> newestInError = Optional.empty();
    long through = Long.MIN_VALUE;
    if (isOld()) {
      newestInError = Optional.of(newestInError(undelivered, device, lastNumber));
      through = newestInError.get().number;
    } else if (values.containsKey(FOLDED)) {
      byte[] value = requireNonNull(values.get(FOLDED));
      through = Coding.number(value) - lastNumber;
      error = Optional.of(Coding.payload(value));
    }
    List<TrackedStatus> waiting = new ArrayList<>();
    for (int slot : slots()) {
      byte[] value = requireNonNull(values.get(Integer.toString(slot)));
      TrackedStatus tracked = Coding.status(value, undelivered, device, lastNumber);
      if (tracked.number > through) {
        tracked.slot = slot;
        waiting.add(tracked);
      }
    }
    if (waiting.isEmpty() && newestInError.isPresent()) {
      waiting.add(newestInError.get());
      through--;
    }
    waiting.sort(Comparator.comparingLong(tracked -> tracked.number));
    waiting.forEach(tracked -> tracked.due = true);
    undelivered.device = Optional.of(device);
    undelivered.error = error;
    undelivered.foldedThrough = through;
    undelivered.waiting.addAll(waiting);
  }

  /** Tells whether a version has written it that folded the newest status too. */
  boolean isOld() {
    return values.containsKey(OLD_NEWEST);
  }

  /** It introduces its device where nothing newer does; to fold it again would count it twice. */
  private TrackedStatus newestInError(Undelivered undelivered, Device device, long lastNumber)
      throws IOException {
    byte[] value = requireNonNull(values.get(OLD_NEWEST));
    return Coding.status(
        values.containsKey(OLD_ERROR) ? Coding.repeated(value) : value,
        undelivered,
        device,
        lastNumber);
  }

  /**
   * Returns the highest number that is used.
   *
   * @throws IOException if a value is not what it should be
   */
  long lastNumber() throws IOException {
    long last = 0;
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      boolean numbered = entry.getKey().equals(OLD_NEWEST) || entry.getKey().equals(FOLDED);
      if (numbered || Character.isDigit(entry.getKey().charAt(0))) {
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
