package gateway.external.session;

import gateway.api.cloud.CloudLink;
import gateway.external.base.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is published over a link, and what of it the other end has not acknowledged: when the link
 * is lost, one of those may have ended it. On the endpoint's loop.
 */
final class Outgoing {

  /** A message, and the device that it is about; none for a Connect. */
  static final class Sent {
    final Optional<DeviceRecord> device;
    final int bytes;
    final long at;
    private volatile boolean acknowledged;

    Sent(Optional<DeviceRecord> device, int bytes, long at) {
      this.device = device;
      this.bytes = bytes;
      this.at = at;
    }
  }

  private final Loop loop;
  private final CloudLink link;
  private final Deque<Sent> open = new ArrayDeque<>();
  private int largestAcknowledged;

  Outgoing(Loop loop, CloudLink link) {
    this.loop = loop;
    this.link = link;
  }

  /** Publishes what cannot have ended the link. */
  void publish(byte[] message) {
    link.publish(message, () -> {});
  }

  void publish(Optional<DeviceRecord> device, byte[] message) {
    publish(device, message, () -> {});
  }

  /**
   * Publishes a message.
   *
   * @param acknowledged called on any thread
   */
  void publish(Optional<DeviceRecord> device, byte[] message, Runnable acknowledged) {
    prune();
    Sent sent = new Sent(device, message.length, loop.now());
    open.add(sent);
    link.publish(
        message,
        () -> {
          sent.acknowledged = true;
          acknowledged.run();
        });
  }

  /** Returns the largest message that fits, in bytes. */
  int maxMessageBytes() {
    return link.maxMessageBytes();
  }

  /** Returns what is not acknowledged, oldest first. */
  List<Sent> unacknowledged() {
    prune();
    return open.stream().filter(sent -> !sent.acknowledged).toList();
  }

  /** Returns the size of the largest message that was acknowledged. */
  int largestAcknowledged() {
    prune();
    return largestAcknowledged;
  }

  private void prune() {
    for (Sent first = open.peek(); first != null && first.acknowledged; first = open.peek()) {
      largestAcknowledged = Math.max(largestAcknowledged, first.bytes);
      open.remove();
    }
  }
}
