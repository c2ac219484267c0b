package gateway.laboratory.outage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One direction of a link: packets in order, each no earlier than the conditions allow. */
final class PacketQueue {

  private static final int SLICES_PER_SECOND = 50;

  private record Waiting(MqttPacket packet, long due) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private NetworkConditions conditions = NetworkConditions.PERFECT;
  private boolean held;
  private boolean ended;
  private boolean closed;

  synchronized void set(NetworkConditions changed) {
    conditions = changed;
    notifyAll();
  }

  synchronized void hold(boolean hold) {
    held = hold;
    notifyAll();
  }

  synchronized void add(MqttPacket packet) {
    waiting.add(new Waiting(packet, System.nanoTime() + conditions.latency().toNanos()));
    notifyAll();
  }

  /** No packet comes any more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** What is left does not matter any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits for the next packet; null at the end. */
  synchronized MqttPacket take() {
    while (!closed) {
      Waiting next = waiting.peek();
      long now = System.nanoTime();
      if (held || next == null && !ended) {
        await(0);
      } else if (next == null) {
        return null;
      } else if (next.due - now > 0) {
        await(next.due - now);
      } else {
        return waiting.remove().packet;
      }
    }
    return null;
  }

  /** Writes a packet, as slowly as the conditions are when it is written. */
  void pace(MqttPacket packet, OutputStream out) throws IOException {
    byte[] bytes = packet.bytes();
    for (int at = 0; at < bytes.length; ) {
      int slice = Math.min(slice(), bytes.length - at);
      out.write(bytes, at, slice);
      at += slice;
    }
    out.flush();
  }

  /** Waits for the turn of the next bytes, and returns how many they are. */
  private synchronized int slice() throws IOException {
    if (conditions.bytesPerSecond() > 0) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) / SLICES_PER_SECOND;
      for (long left; !closed && (left = until - System.nanoTime()) > 0; ) {
        await(left);
      }
    }
    while (held && !closed) {
      await(0);
    }
    if (closed) {
      throw new IOException("closed");
    }
    int rate = conditions.bytesPerSecond();
    return rate == 0 ? Integer.MAX_VALUE : Math.max(1, rate / SLICES_PER_SECOND);
  }

  /** Waits for a change, at most so many nanoseconds; 0 for no limit. */
  @SuppressWarnings("WaitNotInLoop") // those who call it look again
  private void await(long nanos) {
    try {
      if (nanos == 0) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 100_000));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the threads of the relay are never interrupted", e);
    }
  }
}
