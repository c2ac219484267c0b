package gateway.external.store;

import static gateway.external.store.Values.put;
import static gateway.external.store.Values.remove;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine must do. */
class EngineContractTest {

  /** Opens an engine, with what was written to the one before. */
  interface Opener {
    Engine open() throws IOException;
  }

  @TempDir static Path folder;

  static List<Arguments> engines() {
    MemoryEngine memory = new MemoryEngine();
    FakeDisk disk = new FakeDisk();
    Path own = folder.resolve(Long.toString(System.nanoTime())).resolve("undelivered");
    return List.of(
        engine("memory", () -> memory),
        engine("log in memory", () -> LogEngine.open(disk, 20_000)),
        engine("log on the disk", () -> LogEngine.open(own)));
  }

  private static Arguments engine(String name, Opener opener) {
    return Arguments.of(Named.of(name, opener));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void isEmptyAtFirst(Opener opener) throws IOException {
    try (Engine engine = opener.open()) {
      assertEquals(Map.of(), Values.of(engine));
      assertEquals(0, engine.bytesWritten());
      assertEquals(0, engine.size());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void holdsWhatWasWritten(Opener opener) throws IOException {
    try (Engine engine = opener.open()) {
      engine.write(List.of(put("a", "1"), put("b", "2"), put("c", "")));
      engine.write(List.of(put("a", "3"), remove("b"), remove("none")));
      assertEquals(Map.of("a", "3", "c", ""), Values.of(engine));
      assertTrue(engine.bytesWritten() > 0);
      assertTrue(engine.size() > 0);
    }
    try (Engine engine = opener.open()) {
      assertEquals(Map.of("a", "3", "c", ""), Values.of(engine));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void appliesABatchInItsOrder(Opener opener) throws IOException {
    try (Engine engine = opener.open()) {
      engine.write(List.of(put("a", "1"), remove("a"), put("a", "2"), put("b", "1"), remove("b")));
      assertEquals(Map.of("a", "2"), Values.of(engine));
    }
    try (Engine engine = opener.open()) {
      assertEquals(Map.of("a", "2"), Values.of(engine));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void takesAnEmptyBatch(Opener opener) throws IOException {
    try (Engine engine = opener.open()) {
      engine.write(List.of());
      engine.write(List.of(remove("none")));
      assertEquals(Map.of(), Values.of(engine));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void takesAnyKeyAndLargeValues(Opener opener) throws IOException {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    byte[] other = large.clone();
    other[150_000]++;
    String odd = "žluťoučký\u0000\n\uD83D\uDE97 " + "k".repeat(5000);
    try (Engine engine = opener.open()) {
      engine.write(List.of(put("", "empty"), put(odd, large), put("same", large)));
      engine.write(List.of(put(odd, other), put("same", new byte[0])));
    }
    try (Engine engine = opener.open()) {
      Map<String, byte[]> values = new HashMap<>();
      engine.forEach(values::put);
      assertEquals(3, values.size());
      assertArrayEquals(other, values.get(odd));
      assertArrayEquals(new byte[0], values.get("same"));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void agreesWithAMapUnderRandomOperations(Opener opener) throws IOException {
    Random random = new Random(3);
    Map<String, String> model = new TreeMap<>();
    Engine engine = opener.open();
    for (int i = 0; i < 1000; i++) {
      List<Change> batch = Values.randomBatch(random, model);
      engine.write(batch);
      model = Values.apply(batch, model);
      assertEquals(model, Values.of(engine), "batch " + i);
      if (random.nextInt(50) == 0) {
        engine.close();
        engine = opener.open();
        assertEquals(model, Values.of(engine), "after batch " + i);
      }
    }
    engine.close();
  }
}
