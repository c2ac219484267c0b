package gateway.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * The packets of a broker as Paho may see them: whole headers, sound, and none longer than a bound.
 * Of a publication above the bound Paho gets one with the same flags and packet id, without
 * payload, under the topic {@link #LEFT_OUT}, so that it is acknowledged; what was sent is read
 * past. Paho allocates what a header announces, loses its place where a header comes in pieces, and
 * its thread dies of a topic that it cannot decode.
 */
final class PacketStream extends InputStream {

  /** Hears of what does not come through. */
  @FunctionalInterface
  interface Watcher {
    void leftOut(String topic, long bytes);
  }

  /** No message can have this topic, because it is a filter. */
  static final String LEFT_OUT = "+";

  /** Ours subscribe to a few topics only, so that an acknowledgement is short. */
  private static final int MAX_OTHER_PACKET = 1024;

  private static final int MAX_TOPIC = 0xFFFF;
  private static final int PUBLISH = 3;

  /** The shortest packets by type; -1 for what no broker sends. */
  private static final int[] MIN_LENGTHS = {-1, -1, 2, 3, 2, 2, 2, 2, -1, 3, -1, 2, -1, 0, -1, -1};

  /** Where the first byte of an empty buffer goes: a short packet can be put before it. */
  private static final int FRONT = 16;

  /** Enough for a header with the longest topic. */
  private static final int BUFFER_SIZE = FRONT + 5 + 2 + MAX_TOPIC + 2;

  /** From here on what Paho wants goes where Paho wants it. */
  private static final int DIRECT = 8192;

  /** An acknowledgement of nothing, which Paho ignores. It takes it for a sign of life. */
  private static final byte[] SIGN_OF_LIFE = {0x40, 2, 0, 0};

  private static final long SIGN_OF_LIFE_NANOS = 500_000_000;

  private final InputStream source;
  private final int bound;
  private final Watcher watcher;
  private final LongSupplier clock;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int start = FRONT;
  private int end = FRONT;

  /** What is still to be handed on of the packet that comes next in the buffer. */
  private int left;

  /** What is still to be read past, and what Paho gets then. */
  private long unwanted;

  private byte[] substitute = {};

  private volatile long heardAt;
  private volatile long handedAt;

  /**
   * Makes a stream.
   *
   * @param source to be read in pieces only, never byte by byte
   * @param bound of a publication, in bytes
   * @param clock in nanoseconds
   */
  PacketStream(InputStream source, int bound, Watcher watcher, LongSupplier clock) {
    this.source = source;
    this.bound = bound;
    this.watcher = watcher;
    this.clock = clock;
    this.heardAt = clock.getAsLong();
    this.handedAt = heardAt;
  }

  /** Returns when the broker was heard last, by the clock. Any thread. */
  long heardAt() {
    return heardAt;
  }

  /** Returns when Paho has got something last, or earlier. Any thread. */
  long handedAt() {
    return handedAt;
  }

  @Override
  public int available() {
    return end - start;
  }

  @Override
  public int read() throws IOException {
    if (left == 0 && !begin() || start == end && !fill()) {
      return -1;
    }
    left--;
    handedAt = heardAt;
    return buffer[start++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !begin()) {
      return -1;
    }
    int count = Math.min(length, left);
    if (start == end && count >= DIRECT) {
      count = source.read(target, offset, count);
      heardAt = clock.getAsLong();
    } else if (start == end && !fill()) {
      count = -1;
    } else {
      count = Math.min(count, end - start);
      System.arraycopy(buffer, start, target, offset, count);
      start += count;
    }
    left -= Math.max(0, count);
    handedAt = heardAt;
    return count;
  }

  /** Reads more into the buffer; false at the end. */
  private boolean fill() throws IOException {
    if (start == end) {
      start = FRONT;
      end = FRONT;
    } else if (end == buffer.length) {
      System.arraycopy(buffer, start, buffer, FRONT, end - start);
      end -= start - FRONT;
      start = FRONT;
    }
    int count = source.read(buffer, end, buffer.length - end);
    heardAt = clock.getAsLong();
    end += Math.max(0, count);
    return count >= 0;
  }

  private boolean buffered(int count) throws IOException {
    while (end - start < count) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** Goes on to the next packet for Paho; false at the end. A time-out loses nothing. */
  private boolean begin() throws IOException {
    if (unwanted == 0 && !parse()) {
      return false;
    }
    if (left == 0) {
      return skip();
    }
    return true;
  }

  private boolean parse() throws IOException {
    if (!buffered(2)) {
      return false;
    }
    int type = (buffer[start] & 0xFF) >> 4;
    if (MIN_LENGTHS[type] < 0) {
      throw new MalformedPacketException("a packet of type " + type);
    }
    int length = 0;
    int header = 1;
    byte digit;
    do {
      if (header == 5) {
        throw new MalformedPacketException("a length of more than four bytes");
      }
      if (!buffered(header + 1)) {
        return false;
      }
      digit = buffer[start + header];
      length |= (digit & 0x7F) << 7 * (header - 1);
      header++;
    } while (digit < 0);
    if (length < MIN_LENGTHS[type] || type != PUBLISH && length > MAX_OTHER_PACKET) {
      throw new MalformedPacketException("a packet of type " + type + " with " + length + " bytes");
    }
    if (type == PUBLISH) {
      return publication(header, length);
    }
    left = header + length;
    return true;
  }

  private boolean publication(int header, int length) throws IOException {
    if (!buffered(header + 2)) {
      return false;
    }
    int flags = buffer[start] & 0x0F;
    int qos = flags >> 1 & 3;
    int topic = start + header + 2;
    int topicLength = (buffer[topic - 2] & 0xFF) << 8 | buffer[topic - 1] & 0xFF;
    int fields = 2 + topicLength + (qos == 0 ? 0 : 2);
    if (qos == 3 || topicLength == 0 || fields > length) {
      throw new MalformedPacketException(
          "a publication of "
              + length
              + " bytes with QoS "
              + qos
              + " and a topic of "
              + topicLength);
    }
    if (!buffered(header + fields)) {
      return false;
    }
    topic = start + header + 2; // the buffer may have moved
    check(topic, topicLength);
    if (length <= bound) {
      left = header + length;
      return true;
    }
    unwanted = header + (long) length;
    substitute =
        qos == 0
            ? new byte[] {buffer[start], 3, 0, 1, '+'}
            : new byte[] {
              buffer[start],
              5,
              0,
              1,
              '+',
              buffer[topic + topicLength],
              buffer[topic + topicLength + 1]
            };
    watcher.leftOut(text(topic, topicLength), length - fields);
    return true;
  }

  private String text(int offset, int length) {
    return new String(buffer, offset, length, StandardCharsets.UTF_8);
  }

  private void check(int topic, int length) throws MalformedPacketException {
    for (int i = topic; i < topic + length; i++) {
      if (buffer[i] < ' ' || buffer[i] == 0x7F) { // or beyond ASCII
        if (!text(topic, length).chars().allMatch(PacketStream::isTaken)) {
          throw new MalformedPacketException("a topic with characters that are not allowed");
        }
        return;
      }
    }
  }

  /** Tells what Paho decodes; what is no UTF-8 has become a character beyond. */
  private static boolean isTaken(int character) {
    return !Character.isISOControl(character)
        && !Character.isSurrogate((char) character)
        && character < 0xFDD0;
  }

  private boolean skip() throws IOException {
    while (unwanted > 0) {
      if (start == end && !fill()) {
        return false;
      }
      int count = (int) Math.min(unwanted, end - start);
      start += count;
      unwanted -= count;
      if (unwanted > 0 && heardAt - handedAt > SIGN_OF_LIFE_NANOS) {
        put(SIGN_OF_LIFE);
        return true;
      }
    }
    put(substitute);
    return true;
  }

  private void put(byte[] packet) {
    start -= packet.length;
    System.arraycopy(packet, 0, buffer, start, packet.length);
    left = packet.length;
  }

  /** A broker has sent what is no MQTT. */
  private static final class MalformedPacketException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedPacketException(String what) {
      super("malformed packet from broker: " + what);
    }
  }
}
