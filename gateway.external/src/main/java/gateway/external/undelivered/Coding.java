package gateway.external.undelivered;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The values in the store. What changes least stands first and last in them, because an engine may
 * write only what differs from the former value of a key.
 */
final class Coding {

  /** Version of keys and values. Up to version 1 an error message held the newest status too. */
  static final int VERSION = 2;

  private static final int LAST = 1;
  private static final int REPEATED = 2;

  private static final int NUMBER_AND_FLAG = Byte.BYTES + Long.BYTES;

  private Coding() {}

  static byte[] device(Device device) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(device.module());
      out.writeInt(device.deviceType());
      text(out, device.role());
      text(out, device.name());
      out.writeInt(device.priority());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a device.
   *
   * @throws IOException if the value is not one
   */
  static Device device(byte[] value) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
      return Device.of(in.readInt(), in.readInt(), text(in), text(in), in.readInt());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("not a device");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /**
   * Encodes a status.
   *
   * @param lastNumber the highest number that former processes have used
   */
  static byte[] status(TrackedStatus tracked, long lastNumber) {
    StatusReport report = tracked.report;
    int flags = (report.last() ? LAST : 0) | (report.repeated() ? REPEATED : 0);
    return value(report.status(), flags, lastNumber + tracked.number);
  }

  /** Encodes an error message with the number of the newest status in it. */
  static byte[] folded(Payload error, long through) {
    return value(error, 0, through);
  }

  private static byte[] value(Payload payload, int flags, long number) {
    byte[] value = new byte[payload.size() + NUMBER_AND_FLAG];
    payload.copyTo(value, 0);
    ByteBuffer.wrap(value)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(payload.size())
        .put((byte) flags)
        .putLong(number);
    return value;
  }

  /**
   * Reads a status.
   *
   * @param owner whose status it is
   * @param device the same, as it is stored
   * @param lastNumber the highest number that former processes have used
   * @throws IOException if the value is not one
   */
  static TrackedStatus status(byte[] value, Undelivered owner, Device device, long lastNumber)
      throws IOException {
    long number = number(value) - lastNumber;
    int flags = value[value.length - NUMBER_AND_FLAG];
    StatusReport report =
        new StatusReport(device, payload(value), (flags & LAST) != 0, (flags & REPEATED) != 0);
    return TrackedStatus.stored(owner, report, number, value);
  }

  /** Returns the status or error message that a value with a {@link #number} begins with. */
  static Payload payload(byte[] value) {
    return Payload.wrap(value, 0, value.length - NUMBER_AND_FLAG);
  }

  /** Returns a status as a repetition. */
  static byte[] repeated(byte[] value) {
    byte[] repeated = value.clone();
    repeated[value.length - NUMBER_AND_FLAG] |= REPEATED;
    return repeated;
  }

  /**
   * Reads the number of a status, or of the newest one in an error message.
   *
   * @throws IOException if the value is neither
   */
  static long number(byte[] value) throws IOException {
    if (value.length < NUMBER_AND_FLAG) {
      throw new IOException("not a status");
    }
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(value.length - Long.BYTES);
  }
}
