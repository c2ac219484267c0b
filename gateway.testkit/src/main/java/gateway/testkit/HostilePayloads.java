package gateway.testkit;

import gateway.api.device.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Payloads as a broken or hostile sender may send them. The same in every run. */
final class HostilePayloads {

  /** The largest frame of a device. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final int DEEP = 100_000;
  private static final int MAX_PER_SAMPLE = 256;

  /** A string, a number or a word of a JSON text. */
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d[\\d.eE+-]*|\\w+");

  private static final List<String> WRONG_VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[[]]",
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e-400",
          "1e999999999",
          "99999999999999999999999999",
          "9".repeat(5000),
          "NaN",
          "\"\\ud800\"",
          "\"" + "y".repeat(10_000) + "\"",
          "[".repeat(2000) + "]".repeat(2000));

  private HostilePayloads() {}

  /** Returns payloads that have nothing to do with any module, and variations of the samples. */
  static Stream<Payload> around(List<Payload> samples) {
    return Stream.of(
            texts(), encodings(), random(), large(), samples.stream().flatMap(HostilePayloads::of))
        .flatMap(part -> part);
  }

  private static Stream<Payload> texts() {
    return Stream.concat(
            Stream.of(
                "", " ", "\0", "{", "}", "\"", "{}{}", "{\"\":0}", "{\"a\":1,\"a\":2}", "'", "x"),
            WRONG_VALUES.stream())
        .map(Payload::ofText);
  }

  private static Stream<Payload> encodings() {
    String[] bytes = {
      "80",
      "c0af",
      "c3",
      "e28228",
      "eda080",
      "f4908080",
      "f8888080",
      "ff",
      "fffe",
      "efbbbf7b7d",
      "227b80227d",
      "7b22ff223a307d"
    };
    return Stream.concat(
        Stream.of(bytes).map(hex -> Payload.wrap(HexFormat.of().parseHex(hex))),
        Stream.of(
            Payload.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)),
            Payload.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_16))));
  }

  private static Stream<Payload> random() {
    Random random = new Random(1);
    return IntStream.range(0, 2000)
        .mapToObj(
            i -> {
              byte[] bytes = new byte[i % 100 == 0 ? 4096 : random.nextInt(64)];
              random.nextBytes(bytes);
              return Payload.wrap(bytes);
            });
  }

  private static Stream<Payload> large() {
    return Stream.of(
            () -> "[".repeat(DEEP),
            () -> "{\"a\":".repeat(DEEP),
            () -> "[".repeat(DEEP) + "]".repeat(DEEP),
            () -> " ".repeat(MAX_BYTES),
            () -> "7".repeat(MAX_BYTES),
            () -> '"' + "\u0001".repeat(MAX_BYTES - 2) + '"',
            () -> '"' + "z".repeat(MAX_BYTES - 2) + '"',
            (Supplier<String>) () -> "[0" + ",0".repeat(MAX_BYTES / 2 - 2) + "]")
        .map(text -> Payload.ofText(text.get()));
  }

  private static Stream<Payload> of(Payload sample) {
    return Stream.of(truncated(sample), damaged(sample), extended(sample), wrongValues(sample))
        .flatMap(part -> part);
  }

  private static Stream<Payload> truncated(Payload sample) {
    int step = Math.max(1, sample.size() / MAX_PER_SAMPLE);
    byte[] bytes = sample.toByteArray();
    return IntStream.iterate(0, length -> length < bytes.length, length -> length + step)
        .mapToObj(length -> Payload.wrap(Arrays.copyOf(bytes, length)));
  }

  private static Stream<Payload> damaged(Payload sample) {
    Random random = new Random(2);
    return sample.isEmpty()
        ? Stream.empty()
        : IntStream.range(0, MAX_PER_SAMPLE)
            .mapToObj(
                i -> {
                  byte[] bytes = sample.toByteArray();
                  bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                  return Payload.wrap(bytes);
                });
  }

  private static Stream<Payload> extended(Payload sample) {
    byte[] padding = new byte[Math.max(0, MAX_BYTES - sample.size())];
    Arrays.fill(padding, (byte) ' ');
    return Stream.of(
        joined(sample, Payload.ofText(" x")),
        joined(sample, sample),
        joined(Payload.ofText("\ufeff"), sample),
        joined(sample, Payload.wrap(new byte[] {0})),
        joined(sample, Payload.wrap(padding)));
  }

  private static Payload joined(Payload first, Payload second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.size() + second.size());
    out.writeBytes(first.toByteArray());
    out.writeBytes(second.toByteArray());
    return Payload.wrap(out.toByteArray());
  }

  /** Replaces each token by each wrong value. */
  private static Stream<Payload> wrongValues(Payload sample) {
    String text = sample.toText();
    return TOKEN
        .matcher(text)
        .results()
        .limit(64)
        .flatMap(
            token ->
                WRONG_VALUES.stream()
                    .map(
                        value ->
                            text.substring(0, token.start()) + value + text.substring(token.end())))
        .map(Payload::ofText);
  }
}
