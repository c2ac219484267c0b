package gateway.laboratory.outage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One MQTT 3.1.1 control packet.
 *
 * @param bytes as they came
 * @param body where the variable header begins
 */
record MqttPacket(byte[] bytes, int body) {

  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int SUBSCRIBE = 8;
  static final int SUBACK = 9;

  private static final int MAX_LENGTH_BYTES = 4;
  private static final int RAW = -1;

  /** Makes one of bytes that may be no packet at all. */
  static MqttPacket raw(byte... bytes) {
    return new MqttPacket(bytes, RAW);
  }

  /** Tells whether it may be no packet at all. */
  boolean isRaw() {
    return body == RAW;
  }

  /**
   * Reads the next packet.
   *
   * @throws EOFException if the other side has closed
   */
  static MqttPacket read(InputStream in) throws IOException {
    byte[] header = new byte[1 + MAX_LENGTH_BYTES];
    header[0] = next(in);
    int length = 0;
    int end = 1;
    do {
      header[end] = next(in);
      length |= (header[end] & 0x7f) << 7 * (end - 1);
    } while ((header[end++] & 0x80) != 0 && end < header.length);
    byte[] bytes = Arrays.copyOf(header, end + length);
    if (in.readNBytes(bytes, end, length) < length) {
      throw new EOFException("closed within a packet");
    }
    return new MqttPacket(bytes, end);
  }

  private static byte next(InputStream in) throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException("closed");
    }
    return (byte) read;
  }

  int type() {
    return bytes[0] >> 4 & 0x0f;
  }

  /** Tells whether a PUBLISH has QoS 1 and is neither retained nor repeated. */
  boolean isPlainQos1() {
    return (bytes[0] & 0x0f) == 0x02;
  }

  /** Returns the topic of a PUBLISH. */
  String topic() {
    return text(body);
  }

  /** Returns the payload of a PUBLISH. */
  byte[] payload() {
    return Arrays.copyOfRange(bytes, payloadAt(), bytes.length);
  }

  /** Tells whether the payload of a PUBLISH begins with this byte. */
  boolean begins(byte first) {
    return payloadAt() < bytes.length && bytes[payloadAt()] == first;
  }

  private int payloadAt() {
    boolean acknowledged = (bytes[0] & 0x06) != 0;
    return body + 2 + number(body) + (acknowledged ? 2 : 0);
  }

  /** Returns the packet identifier of a PUBLISH with QoS 1, or of an acknowledgement. */
  int id() {
    return number(type() == PUBLISH ? body + 2 + number(body) : body);
  }

  /** Returns the text that begins here, with its length. */
  String text(int at) {
    return new String(bytes, at + 2, number(at), StandardCharsets.UTF_8);
  }

  private int number(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
