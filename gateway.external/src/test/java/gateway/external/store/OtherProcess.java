package gateway.external.store;

import static gateway.external.store.Values.put;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What {@link FolderTest} does in a process of its own. */
final class OtherProcess {

  private OtherProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "hold" -> hold(folder);
      case "count" -> count(folder);
      case "full" -> full(folder);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void hold(Path folder) throws Exception {
    try (LogEngine engine = LogEngine.open(folder)) {
      engine.write(List.of(put("a", "1")));
      System.out.println("open");
      Thread.currentThread().join();
    }
  }

  /** Goes on from where the last such process was killed. */
  private static void count(Path folder) throws IOException {
    try (LogEngine engine = LogEngine.open(folder)) {
      int number = Integer.parseInt(Values.of(engine).getOrDefault("a", "0"));
      while (!System.out.checkError()) {
        number++;
        engine.write(List.of(put("a", "" + number), put("b", "" + number)));
        System.out.println(number);
      }
    }
  }

  /** In a mount namespace of its own. */
  private static void full(Path folder) throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=16m", "none", folder.toString());
    Random random = new Random(23);
    Map<String, String> held = Map.of();
    int refused = 0;
    try (LogEngine engine = LogEngine.open(folder)) {
      for (int round = 0; round < 5; round++) {
        Path others = fill(folder);
        for (int i = 0; i < 100; i++) {
          List<Change> batch = randomBatch(random);
          try {
            engine.write(batch);
            held = Values.apply(batch, held);
          } catch (IOException e) {
            refused++;
          }
          check(engine, held);
        }
        Files.delete(others);
        held = mustWrite(engine, randomBatch(random), held);
        List<Change> removals = new ArrayList<>();
        held.keySet().forEach(key -> removals.add(Values.remove(key)));
        held = mustWrite(engine, removals, held);
        held = mustWrite(engine, randomBatch(random), held);
      }
    }
    if (refused < 100) {
      throw new IllegalStateException("refused " + refused);
    }
    run("mount", "-o", "remount,ro", folder.toString());
    try (LogEngine engine = LogEngine.open(folder)) {
      check(engine, held);
      mustFail(engine, randomBatch(random), held);
      run("mount", "-o", "remount,rw", folder.toString());
      mustWrite(engine, randomBatch(random), held);
    }
    System.out.println("done");
  }

  private static Path fill(Path folder) throws IOException {
    Path others = folder.resolve("others");
    try (OutputStream output = Files.newOutputStream(others)) {
      byte[] page = new byte[4096];
      while (true) {
        output.write(page);
      }
    } catch (IOException e) {
      if (Files.size(others) < 1_000_000) {
        throw e;
      }
    }
    return others;
  }

  private static Map<String, String> mustWrite(
      LogEngine engine, List<Change> batch, Map<String, String> held) throws IOException {
    engine.write(batch);
    Map<String, String> next = Values.apply(batch, held);
    check(engine, next);
    return next;
  }

  private static void mustFail(LogEngine engine, List<Change> batch, Map<String, String> held)
      throws IOException {
    try {
      engine.write(batch);
    } catch (IOException e) {
      check(engine, held);
      return;
    }
    throw new IllegalStateException("written");
  }

  private static void check(LogEngine engine, Map<String, String> held) throws IOException {
    if (!Values.of(engine).equals(held)) {
      throw new IllegalStateException("other values");
    }
  }

  /** New values for new keys, so that the file system becomes full. */
  private static List<Change> randomBatch(Random random) {
    byte[] value = new byte[20_000];
    random.nextBytes(value);
    return List.of(put("a" + random.nextInt(60), value), put("b" + random.nextInt(60), value));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command));
    }
  }
}
