package gateway.external.session;

import gateway.api.device.DeviceKey;
import gateway.api.stage.MemoryShare;
import gateway.external.base.Loop;
import gateway.external.base.Timer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The statuses without StatusResponse, in the order of their counters, and the deadline of the
 * oldest one (PROTOCOL section 4.6).
 */
final class Unanswered {

  /** A message is there twice, here and encoded; one more is added below this. */
  private static final long MAX_BYTES = MemoryShare.SENT.bytes() / 4;

  private final Loop loop;
  private final long deadline;
  private final Consumer<InFlight> expired;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final Timer timer;
  private long bytes;

  /**
   * Makes an empty one.
   *
   * @param deadline milliseconds
   * @param expired called with the oldest status when it was not answered in time
   */
  Unanswered(Loop loop, long deadline, Consumer<InFlight> expired) {
    this.loop = loop;
    this.timer = new Timer(loop);
    this.deadline = deadline;
    this.expired = expired;
  }

  int size() {
    return inFlight.size();
  }

  /** Tells whether the messages take as much memory as they may. */
  boolean isLarge() {
    return bytes >= MAX_BYTES;
  }

  void add(InFlight sent) {
    inFlight.add(sent);
    bytes += sent.bytes();
    if (!timer.isRunning()) {
      timer.start(deadline, this::check);
    }
  }

  /** Takes out the status with this counter. */
  Optional<InFlight> remove(int counter) {
    for (Iterator<InFlight> i = inFlight.iterator(); i.hasNext(); ) {
      InFlight sent = i.next();
      if (sent.counter() == counter) {
        i.remove();
        bytes -= sent.bytes();
        return Optional.of(sent);
      }
    }
    return Optional.empty();
  }

  /** Tells whether there is one of a device. */
  boolean contains(DeviceKey device) {
    return inFlight.stream().anyMatch(sent -> sent.device().key.equals(device));
  }

  boolean contains(InFlight sent) {
    return inFlight.contains(sent);
  }

  /** Returns those of a device, in order. */
  List<InFlight> of(DeviceKey device) {
    return inFlight.stream().filter(sent -> sent.device().key.equals(device)).toList();
  }

  /** Returns the introductions that were sent at this time or before. */
  List<InFlight> introductionsUntil(long sentAt) {
    return inFlight.stream()
        .filter(sent -> sent.introduction().isPresent() && sent.sentAt() <= sentAt)
        .toList();
  }

  /** Ends the watch; hands over what is not answered, oldest first. */
  void close(Consumer<InFlight> undelivered) {
    timer.stop();
    inFlight.forEach(undelivered);
    inFlight.clear();
    bytes = 0;
  }

  /** One timer for all: it follows the oldest status. */
  private void check() {
    if (inFlight.isEmpty()) {
      return;
    }
    InFlight oldest = inFlight.peek();
    long left = oldest.sentAt() + deadline - loop.now();
    if (left > 0) {
      timer.start(left, this::check);
    } else {
      expired.accept(oldest);
    }
  }
}
