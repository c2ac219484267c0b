package gateway.mqtt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the filter between a broker and Paho costs for each publication of 200 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(PacketBenchmark.PACKETS)
public class PacketBenchmark {

  static final int PACKETS = 1000;
  private static final int BOUND = 1 << 20;

  private final byte[] sent = packets();

  /** What Paho reads into, as it does: a byte, the length, and the rest. */
  private final byte[] target = new byte[BOUND];

  private static byte[] packets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] topic = "company/car/module_gateway".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int length = 200;
    for (int i = 0; i < PACKETS; i++) {
      out.write(0x32);
      out.write((length & 0x7F) | 0x80);
      out.write(length >> 7);
      out.write(0);
      out.write(topic.length);
      out.writeBytes(topic);
      out.write(1 + i >> 8);
      out.write(1 + i);
      out.writeBytes(new byte[length - topic.length - 4]);
    }
    return out.toByteArray();
  }

  private long readAll(InputStream in) throws IOException {
    long bytes = 0;
    for (int header = in.read(); header >= 0; header = in.read()) {
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.read();
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while ((digit & 0x80) != 0);
      bytes += in.readNBytes(target, 0, length);
    }
    return bytes;
  }

  /** The stream as it is. */
  @Benchmark
  public long direct() throws IOException {
    return readAll(new ByteArrayInputStream(sent));
  }

  /** Through the filter. */
  @Benchmark
  public long filtered() throws IOException {
    return readAll(
        new PacketStream(
            new ByteArrayInputStream(sent),
            BOUND,
            (topic, bytes) -> {
              throw new IllegalStateException(topic);
            },
            System::nanoTime));
  }
}
