package gateway.external.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Turns batches into bytes. Of a value only what lies between the beginning and the end that it has
 * in common with the former one is written, and all of a batch is deflated, with the parts that are
 * replaced as the dictionary: the status of a device resembles its status before, and a folded
 * error message even more so.
 *
 * <pre>
 * body    = packed(byte) count change* rest     numbers as LEB128
 * change  = key parts
 * key     = 0 length name | number + 1
 * parts   = 0 | length + 1, prefix, suffix      0: removed
 * rest    = the new parts, one after the other, deflated if packed is 1
 * </pre>
 *
 * In format 1 values were written whole: body = count (key (0 | length + 1, value))*.
 */
final class BatchCodec implements AutoCloseable {

  private static final byte[] NOTHING = {};

  /** The farthest that deflate looks back. */
  private static final int WINDOW = 32768;

  /** Deflate cannot do better than this. */
  private static final int BEST_RATIO = 1032;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);

  /** A change as read; the value is absent or lies between two parts of the former one. */
  private record Part(String key, int length, int prefix, int suffix) {}

  /**
   * Encodes a batch.
   *
   * @param before the values that the batch is applied to
   * @param keys new keys are added
   */
  byte[] encode(Map<String, Optional<byte[]>> batch, Map<String, byte[]> before, Keys keys) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    ByteArrayOutputStream replaced = new ByteArrayOutputStream();
    body.write(1);
    number(body, batch.size());
    batch.forEach(
        (key, change) -> {
          key(body, key, keys);
          if (change.isEmpty()) {
            number(body, 0);
            return;
          }
          byte[] value = change.get();
          byte[] former = before.getOrDefault(key, NOTHING);
          int prefix = prefix(former, value);
          int suffix = suffix(former, value, Math.min(former.length, value.length) - prefix);
          int length = value.length - prefix - suffix;
          number(body, length + 1);
          number(body, prefix);
          number(body, suffix);
          rest.write(value, prefix, length);
          replaced.write(former, prefix, former.length - prefix - suffix);
        });
    byte[] plain = rest.toByteArray();
    int packed = deflate(plain, replaced.toByteArray(), body);
    byte[] result = body.toByteArray();
    if (packed < plain.length) {
      return result;
    }
    int start = result.length - packed;
    result = Arrays.copyOf(result, start + plain.length);
    System.arraycopy(plain, 0, result, start, plain.length);
    result[0] = 0;
    return result;
  }

  /**
   * Applies an encoded batch, or nothing of it.
   *
   * @param values what it is applied to
   * @param keys new keys are added
   */
  void decode(int format, ByteBuffer body, Map<String, byte[]> values, Keys keys)
      throws DamagedException {
    int keysBefore = keys.count();
    try {
      if (format == 1) {
        decodeWhole(body, values, keys);
      } else {
        decodeParts(body, values, keys);
      }
    } catch (DamagedException e) {
      keys.cut(keysBefore);
      throw e;
    }
  }

  private static void decodeWhole(ByteBuffer body, Map<String, byte[]> values, Keys keys)
      throws DamagedException {
    int count = number(body, body.remaining());
    List<Engine.Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = key(body, keys);
      int length = number(body, body.remaining()) - 1;
      changes.add(
          new Engine.Change(key, length < 0 ? Optional.empty() : Optional.of(take(body, length))));
    }
    for (Engine.Change change : changes) {
      change
          .value()
          .ifPresentOrElse(v -> values.put(change.key(), v), () -> values.remove(change.key()));
    }
  }

  private void decodeParts(ByteBuffer body, Map<String, byte[]> values, Keys keys)
      throws DamagedException {
    boolean packed = number(body, 1) == 1;
    int count = number(body, body.remaining());
    List<Part> parts = new ArrayList<>();
    ByteArrayOutputStream replaced = new ByteArrayOutputStream();
    Set<String> seen = new HashSet<>();
    long size = 0;
    for (int i = 0; i < count; i++) {
      String key = key(body, keys);
      if (!seen.add(key)) {
        throw new DamagedException("a key twice");
      }
      int length = number(body, Integer.MAX_VALUE) - 1;
      if (length < 0) {
        parts.add(new Part(key, -1, 0, 0));
        continue;
      }
      byte[] former = values.getOrDefault(key, NOTHING);
      int prefix = number(body, former.length);
      int suffix = number(body, former.length - prefix);
      parts.add(new Part(key, length, prefix, suffix));
      replaced.write(former, prefix, former.length - prefix - suffix);
      size += length;
    }
    long possible = Math.min((long) BEST_RATIO * body.remaining(), Integer.MAX_VALUE);
    if (packed ? size > possible : size != body.remaining()) {
      throw new DamagedException(body.remaining() + " bytes for " + size);
    }
    byte[] rest =
        packed ? inflate(body, replaced.toByteArray(), (int) size) : take(body, (int) size);
    apply(parts, rest, values);
  }

  private static void apply(List<Part> parts, byte[] rest, Map<String, byte[]> values) {
    int position = 0;
    for (Part part : parts) {
      if (part.length() < 0) {
        values.remove(part.key());
        continue;
      }
      byte[] former = values.getOrDefault(part.key(), NOTHING);
      byte[] value = new byte[part.prefix() + part.length() + part.suffix()];
      System.arraycopy(former, 0, value, 0, part.prefix());
      System.arraycopy(rest, position, value, part.prefix(), part.length());
      System.arraycopy(
          former,
          former.length - part.suffix(),
          value,
          part.prefix() + part.length(),
          part.suffix());
      values.put(part.key(), value);
      position += part.length();
    }
  }

  private int deflate(byte[] plain, byte[] dictionary, ByteArrayOutputStream target) {
    deflater.reset();
    int known = Math.min(WINDOW, dictionary.length);
    deflater.setDictionary(dictionary, dictionary.length - known, known);
    deflater.setInput(plain);
    deflater.finish();
    byte[] buffer = new byte[Math.min(8192, plain.length + 64)];
    int size = 0;
    while (!deflater.finished()) {
      int length = deflater.deflate(buffer);
      target.write(buffer, 0, length);
      size += length;
    }
    return size;
  }

  private byte[] inflate(ByteBuffer source, byte[] dictionary, int size) throws DamagedException {
    inflater.reset();
    int known = Math.min(WINDOW, dictionary.length);
    inflater.setDictionary(dictionary, dictionary.length - known, known);
    inflater.setInput(source);
    byte[] target = new byte[size];
    int length = 0;
    try {
      while (length < size) {
        int more = inflater.inflate(target, length, size - length);
        if (more == 0) {
          throw new DamagedException("deflated data ends early");
        }
        length += more;
      }
    } catch (DataFormatException e) {
      throw new DamagedException("deflated data: " + e.getMessage());
    }
    return target;
  }

  private static int prefix(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  private static int suffix(byte[] a, byte[] b, int limit) {
    int length = 0;
    while (length < limit && a[a.length - 1 - length] == b[b.length - 1 - length]) {
      length++;
    }
    return length;
  }

  private static void key(ByteArrayOutputStream target, String key, Keys keys) {
    int number = keys.find(key);
    number(target, number + 1);
    if (number < 0) {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      number(target, name.length);
      target.write(name, 0, name.length);
      keys.add(key);
    }
  }

  private static String key(ByteBuffer source, Keys keys) throws DamagedException {
    int number = number(source, keys.count()) - 1;
    if (number >= 0) {
      return keys.name(number);
    }
    String name =
        new String(take(source, number(source, source.remaining())), StandardCharsets.UTF_8);
    keys.add(name);
    return name;
  }

  private static byte[] take(ByteBuffer source, int length) throws DamagedException {
    if (length > source.remaining()) {
      throw new DamagedException("ends early");
    }
    byte[] result = new byte[length];
    source.get(result);
    return result;
  }

  private static void number(ByteArrayOutputStream target, int number) {
    int rest = number;
    while (rest > 0x7F) {
      target.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    target.write(rest);
  }

  private static int number(ByteBuffer source, int largest) throws DamagedException {
    long number = 0;
    for (int shift = 0; source.hasRemaining() && shift < 35; shift += 7) {
      byte next = source.get();
      number |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        if (number > largest) {
          throw new DamagedException("number " + number);
        }
        return (int) number;
      }
    }
    throw new DamagedException("not a number");
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
