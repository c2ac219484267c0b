package gateway.external.store;

import static gateway.external.store.Values.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real file system can do to an engine. */
class FolderTest {

  @TempDir Path parent;

  private Path folder() {
    return parent.resolve("undelivered");
  }

  @Test
  void writesNothingUntilThereIsSomethingToWrite() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of());
      assertEquals(0, engine.bytesWritten());
      assertEquals(0, engine.size());
    }
    assertEquals(0, Files.size(folder().resolve("undelivered.lock")));
  }

  @Test
  void refusesAFolderThatIsInUse() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of(put("a", "1")));
      LockedException refusal = assertThrows(LockedException.class, () -> LogEngine.open(folder()));
      assertEquals(folder() + " is in use by another gateway", refusal.getMessage());
      engine.write(List.of(put("a", "2")));
    }
    LogEngine.open(folder()).close();
  }

  @Test
  void refusesAFolderThatAnotherProcessUses() throws Exception {
    Process other = start(List.of(), "hold");
    try (BufferedReader output = other.inputReader()) {
      assertEquals("open", output.readLine());
      assertThrows(LockedException.class, () -> LogEngine.open(folder()));
    } finally {
      other.destroyForcibly().waitFor();
    }
    try (LogEngine engine = LogEngine.open(folder())) {
      assertEquals(Map.of("a", "1"), Values.of(engine));
    }
  }

  @Test
  void keepsEveryBatchWhenTheProcessIsKilled() throws Exception {
    Random random = new Random(13);
    for (int round = 0; round < 3; round++) {
      Process other = start(List.of(), "count");
      String last = "";
      try (BufferedReader output = other.inputReader()) {
        for (int i = random.nextInt(300); i >= 0; i--) {
          last = output.readLine();
        }
      } finally {
        other.destroyForcibly().waitFor();
      }
      try (LogEngine engine = LogEngine.open(folder())) {
        Map<String, String> values = Values.of(engine);
        assertEquals(values.get("a"), values.get("b"), "no half batch");
        assertTrue(Integer.parseInt(values.get("a")) >= Integer.parseInt(last));
      }
    }
  }

  @Test
  void goesOnWhenTheFolderWasDeleted() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of(put("a", "1")));
      deleteFolder();
      engine.write(List.of(put("b", "2")));
      deleteFolder();
      Files.createFile(folder());
      assertThrows(IOException.class, () -> engine.write(List.of(put("c", "3"))));
      Files.delete(folder());
      engine.write(List.of(put("c", "4")));
    }
    try (LogEngine engine = LogEngine.open(folder())) {
      assertEquals(Map.of("a", "1", "b", "2", "c", "4"), Values.of(engine));
    }
  }

  @Test
  void goesOnAfterItsThreadWasInterrupted() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of(put("a", "1")));
      Thread.currentThread().interrupt();
      assertThrows(IOException.class, () -> engine.write(List.of(put("a", "2"))));
      assertTrue(Thread.interrupted());
      engine.write(List.of(put("a", "3")));
      engine.write(List.of(put("a", "4")));
    }
    try (LogEngine engine = LogEngine.open(folder())) {
      assertEquals(Map.of("a", "4"), Values.of(engine));
    }
  }

  @Test
  void keepsTheNewestDamagedFilesOnly() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("undelivered-0.corrupt-note"), "not ours");
    for (int i = 1; i <= 5; i++) {
      Files.writeString(folder().resolve("undelivered-0"), "garbage " + i);
      LogEngine.open(folder()).close();
      Files.deleteIfExists(folder().resolve("undelivered-1"));
    }
    try (Stream<Path> files = Files.list(folder())) {
      assertEquals(
          List.of("corrupt-3", "corrupt-4", "corrupt-5", "corrupt-note"),
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.contains("corrupt"))
              .map(n -> n.substring(n.indexOf('.') + 1))
              .sorted()
              .toList());
    }
    assertEquals("garbage 5", Files.readString(folder().resolve("undelivered-0.corrupt-5")));
  }

  @Test
  void saysWhenItCannotRead() throws IOException {
    Files.createDirectories(folder().resolve("undelivered-0"));
    assertThrows(IOException.class, () -> LogEngine.open(folder()));
    Files.delete(folder().resolve("undelivered-0"));
    LogEngine.open(folder()).close();
  }

  /** As before a disk is mounted: what is on it must not be taken for nothing. */
  @Test
  void isNotOpenedWhereNothingCanBeReadNorWritten() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of(put("a", "1")));
    }
    Path elsewhere = folder().resolveSibling("elsewhere");
    Files.move(folder(), elsewhere);
    Files.createFile(folder());
    assertThrows(IOException.class, () -> LogEngine.open(folder()));
    Files.delete(folder());
    Files.move(elsewhere, folder());
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.check();
      assertEquals(Map.of("a", "1"), Values.of(engine));
    }
  }

  @Test
  void opensAFolderWithValuesThatCannotBeWrittenAndSaysSo() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      engine.write(List.of(put("a", "1")));
    }
    Path lock = folder().resolve("undelivered.lock");
    Files.delete(lock);
    Files.createDirectory(lock); // permissions mean nothing to root
    try (LogEngine engine = LogEngine.open(folder())) {
      assertEquals(Map.of("a", "1"), Values.of(engine));
      assertThrows(IOException.class, engine::check);
      assertThrows(IOException.class, () -> engine.write(List.of(put("a", "2"))));
      Files.delete(lock);
      engine.check();
      engine.write(List.of(put("a", "3")));
    }
    try (LogEngine engine = LogEngine.open(folder())) {
      assertEquals(Map.of("a", "3"), Values.of(engine));
    }
  }

  @Test
  void takesNoMoreWritesOnceClosed() throws IOException {
    LogEngine engine = LogEngine.open(folder());
    engine.close();
    engine.close();
    assertThrows(IOException.class, () -> engine.write(List.of(put("a", "1"))));
    assertFalse(Files.exists(folder().resolve("undelivered-0")));
  }

  @Test
  void staysWithinItsSizeUnderEndlessOverwriting() throws IOException {
    FakeDisk disk = new FakeDisk();
    long live = 100 * (150L + 10);
    long largest = 0;
    byte[] value = new byte[150];
    Random random = new Random(17);
    try (LogEngine engine = LogEngine.open(disk, 4L << 20)) {
      for (int batch = 0; batch < 100_000; batch++) {
        List<Engine.Change> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          random.nextBytes(value);
          changes.add(put("device " + (batch % 10 * 10 + i), value.clone()));
        }
        engine.write(changes);
        largest = Math.max(largest, engine.size());
      }
      double amplification = engine.bytesWritten() / (1e6 * 150);
      assertTrue(largest <= 3 * live + (9 << 20), largest + " bytes");
      assertTrue(amplification < 1.2, "write amplification " + amplification);
      List<Engine.Change> removals = new ArrayList<>();
      engine.forEach((key, old) -> removals.add(Values.remove(key)));
      engine.write(removals);
      assertTrue(engine.size() <= 9 << 20);
    }
  }

  @Test
  void givesTheSpaceOfALargeStoreBack() throws IOException {
    try (LogEngine engine = LogEngine.open(folder())) {
      byte[] value = new byte[1 << 20];
      Random random = new Random(19);
      for (int i = 0; i < 30; i++) {
        random.nextBytes(value);
        engine.write(List.of(put("device " + i % 10, value.clone())));
        assertTrue(engine.size() <= (3 * 10 << 20) + (10 << 20), engine.size() + " bytes");
      }
      List<Engine.Change> removals = new ArrayList<>();
      engine.forEach((key, old) -> removals.add(Values.remove(key)));
      engine.write(removals);
      assertTrue(engine.size() <= 9 << 20, engine.size() + " bytes");
      assertEquals(
          engine.size(),
          Files.size(folder().resolve("undelivered-0"))
              + Files.size(folder().resolve("undelivered-1")));
    }
  }

  @Test
  void survivesASmallFileSystemThatIsFullAndThenReadOnly() throws Exception {
    Files.createDirectories(folder());
    List<String> namespace = List.of("unshare", "-m", "--propagation", "private");
    assumeTrue(canMount(namespace), "no right to mount a file system");
    Process process = start(namespace, "full");
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.endsWith("done\n"), output);
  }

  private boolean canMount(List<String> namespace) throws InterruptedException {
    List<String> command = new ArrayList<>(namespace);
    command.addAll(List.of("mount", "-t", "tmpfs", "none", folder().toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(List<String> prefix, String what) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            what,
            folder().toString()));
    return new ProcessBuilder(command).redirectErrorStream(what.equals("full")).start();
  }

  private void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
