package gateway.api.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes of a status, a command or an error message (PROTOCOL section 1.1: module-specific, JSON
 * text in all known modules). May be empty: absent and empty are the same on the wire.
 *
 * <p>Immutable and comparable by content. The gateway hands payloads along without copying them, so
 * one may share its array with the frame it came in.
 */
public final class Payload {

  /** The payload without bytes. */
  public static final Payload EMPTY = new Payload(new byte[0], 0, 0);

  /**
   * Reads the bytes in place.
   *
   * @param <T> what is read
   * @param <E> what the reader throws
   */
  @FunctionalInterface
  public interface Reader<T, E extends Exception> {
    /**
     * Reads {@code length} bytes of {@code bytes} from {@code offset}. The array is the payload's
     * own: it must be neither changed nor kept.
     */
    T read(byte[] bytes, int offset, int length) throws E;
  }

  private final byte[] bytes;
  private final int offset;
  private final int length;

  private Payload(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Makes a payload from a copy of {@code bytes}. */
  public static Payload copyOf(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /** Makes a payload of the UTF-8 bytes of {@code text}. */
  public static Payload ofText(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a payload that takes {@code bytes} over: the caller must not change them afterwards. */
  public static Payload wrap(byte[] bytes) {
    return wrap(bytes, 0, bytes.length);
  }

  /**
   * Makes a payload that takes a part of {@code bytes} over: the caller must not change it
   * afterwards.
   *
   * @throws IndexOutOfBoundsException if the part does not lie within the array
   */
  public static Payload wrap(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? EMPTY : new Payload(bytes, offset, length);
  }

  /** Returns the number of bytes. */
  public int size() {
    return length;
  }

  /** Tells whether there are no bytes. */
  public boolean isEmpty() {
    return length == 0;
  }

  /**
   * Returns a part of this payload. It shares the bytes; {@link #compact} gives it its own.
   *
   * @throws IndexOutOfBoundsException if the part does not lie within this payload
   */
  public Payload part(int from, int size) {
    Objects.checkFromIndexSize(from, size, length);
    return size == length ? this : wrap(bytes, offset + from, size);
  }

  /** Reads the bytes in place and returns what {@code reader} returns, or throws what it throws. */
  public <T, E extends Exception> T read(Reader<T, E> reader) throws E {
    return reader.read(bytes, offset, length);
  }

  /** Copies the bytes to {@code target} from {@code position}. */
  public void copyTo(byte[] target, int position) {
    System.arraycopy(bytes, offset, target, position, length);
  }

  /** Returns a copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /**
   * Returns a payload with the same content that owns its array. Use it for a payload that is kept
   * for a long time, because the payload may be a small part of a large frame.
   */
  public Payload compact() {
    return length == bytes.length ? this : wrap(toByteArray());
  }

  /** Returns the bytes as UTF-8 text, invalid sequences replaced. */
  public String toText() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Payload payload
            && Arrays.equals(
                bytes,
                offset,
                offset + length,
                payload.bytes,
                payload.offset,
                payload.offset + payload.length));
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** Returns the size only: payloads do not belong in logs. */
  @Override
  public String toString() {
    return length + " bytes";
  }
}
