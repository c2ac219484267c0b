package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the pieces in which bytes come, and whatever is asked for, the packets are the same. */
class PacketStreamTest {

  private static final int BOUND = 70_000;

  private final Random random = new Random(1);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final List<String> expectedLeftOut = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private void add(String topic, int qos, int size) {
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    byte[] packet = HostileBroker.publication(topic, qos, 0x0102, payload);
    sent.writeBytes(packet);
    if (2 + topic.length() + (qos == 0 ? 0 : 2) + size <= BOUND) {
      expected.writeBytes(packet);
    } else {
      expected.writeBytes(
          HostileBroker.publication(PacketStream.LEFT_OUT, qos, 0x0102, new byte[0]));
      expectedLeftOut.add(topic + ' ' + size);
    }
  }

  /** Hands out pieces of random length, and time-outs between them. */
  private InputStream inPieces(int longest) {
    byte[] bytes = sent.toByteArray();
    SocketTimeoutException timeout = new SocketTimeoutException();
    return new InputStream() {
      private int position;

      @Override
      public int read() {
        throw new AssertionError("byte by byte");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (random.nextInt(3) == 0) {
          throw timeout;
        }
        if (position == bytes.length) {
          return -1;
        }
        int count =
            Math.min(Math.min(length, 1 + random.nextInt(longest)), bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
      }
    };
  }

  private byte[] readAll(PacketStream stream) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] target = new byte[100_000];
    while (true) {
      try {
        if (random.nextBoolean()) {
          int single = stream.read();
          if (single < 0) {
            return all.toByteArray();
          }
          all.write(single);
        } else {
          int count = stream.read(target, 5, 1 + random.nextInt(target.length - 5));
          if (count < 0) {
            return all.toByteArray();
          }
          all.write(target, 5, count);
        }
      } catch (SocketTimeoutException e) {
        continue; // as Paho does
      }
    }
  }

  @Test
  void packetsAreTheSameInAnyPieces() throws IOException {
    sent.writeBytes(new byte[] {0x20, 2, 0, 0});
    expected.writeBytes(new byte[] {0x20, 2, 0, 0});
    for (int i = 0; i < 60; i++) {
      int length = random.nextInt(20) == 0 ? 65535 : 1 + random.nextInt(200);
      int[] sizes = {0, random.nextInt(300), random.nextInt(BOUND), BOUND - length - 4, 140_000};
      add("t".repeat(length), random.nextInt(3), Math.max(0, sizes[random.nextInt(5)]));
    }
    for (int longest : new int[] {3, 1000, 200_000}) {
      PacketStream stream =
          new PacketStream(
              inPieces(longest),
              BOUND,
              (topic, bytes) -> leftOut.add(topic + ' ' + bytes),
              () -> 0);
      assertArrayEquals(expected.toByteArray(), readAll(stream));
      assertEquals(expectedLeftOut, leftOut);
      leftOut.clear();
    }
  }
}
