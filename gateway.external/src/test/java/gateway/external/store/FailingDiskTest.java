package gateway.external.store;

import static gateway.external.store.Values.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk is full, or fails at any moment: what is held stays, and it goes on when it can. */
class FailingDiskTest {

  private final Random random = new Random(5);
  private Map<String, String> held = new TreeMap<>();

  /** What a failed batch would have made of it, since the last that succeeded. */
  private final List<Map<String, String>> attempted = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {0, 3000})
  void survivesAFullDiskAtEveryByte(int room) throws IOException {
    FakeDisk disk = new FakeDisk();
    LogEngine engine = LogEngine.open(disk, room);
    for (int free = 0; free < 5000; free += 1 + free / 100) {
      List<Change> batch = List.of(put("a", "x" + random.nextLong()), put("b" + free % 7, "y"));
      disk.room = free;
      boolean written = write(engine, batch);
      disk.room = Long.MAX_VALUE;
      reopen(disk.copy());
      if (!written) {
        assertTrue(write(engine, batch));
      }
      assertEquals(held, Values.of(engine));
      reopen(disk.copy());
    }
  }

  /** An empty file means at the next start that somebody has emptied it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 4096, 4500})
  void leavesNoEmptyFileBehindAWriteThatFailed(int room) throws IOException {
    FakeDisk disk = new FakeDisk();
    byte[] noise = new byte[9000];
    random.nextBytes(noise);
    disk.room = room;
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      assertThrows(IOException.class, () -> engine.write(List.of(put("a", noise))));
    }
    assertEquals(List.of(), disk.names());
    disk.room = Long.MAX_VALUE;
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      assertTrue(write(engine, List.of(put("a", "1"))));
    }
    disk.room = room;
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      assertThrows(IOException.class, () -> engine.write(List.of(put("b", noise))));
    }
    assertEquals(List.of("undelivered-0"), disk.names());
  }

  @Test
  void isFullForLongAndThenHasRoomAgain() throws IOException {
    FakeDisk disk = new FakeDisk();
    LogEngine engine = LogEngine.open(disk, 3000);
    assertTrue(write(engine, List.of(put("a", "1"))));
    disk.room = 0;
    for (int i = 0; i < 100; i++) {
      assertThrows(IOException.class, () -> engine.write(List.of(put("a", "2"), put("b", "3"))));
      assertEquals(held, Values.of(engine));
    }
    disk.room = Long.MAX_VALUE;
    assertTrue(write(engine, List.of(put("b", "3"))));
    reopen(disk.copy());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3000, 100_000})
  void survivesAFailureOfEveryOperation(int room) throws IOException {
    FakeDisk disk = new FakeDisk();
    LogEngine engine = LogEngine.open(disk, room);
    int[] left = new int[1];
    disk.fault =
        operation -> {
          if (left[0]-- <= 0) {
            throw new IOException(operation + " failed");
          }
        };
    for (int round = 0; round < 60; round++) {
      for (int working = 0; working < 16; working++) {
        List<Change> batch = Values.randomBatch(random, held);
        left[0] = working;
        write(engine, batch);
        assertEquals(held, Values.of(engine));
        reopen(disk.copy());
        reopen(disk.afterPowerCut(random));
      }
      left[0] = Integer.MAX_VALUE;
      assertTrue(write(engine, Values.randomBatch(random, held)), "round " + round);
      reopen(disk.copy());
    }
  }

  @Test
  void doesNotBuildOnAFileThatMayNotBeValid() throws IOException {
    FakeDisk disk = new FakeDisk();
    LogEngine engine = LogEngine.open(disk, 0);
    assertTrue(write(engine, List.of(put("a", "1"))));
    boolean[] broken = {false};
    disk.fault =
        operation -> {
          if (broken[0] && (operation.equals("forced") || operation.equals("truncate"))) {
            throw new IOException("late failure");
          }
        };
    broken[0] = true;
    write(engine, List.of(put("a", "2")));
    broken[0] = false;
    for (int i = 0; i < 5; i++) {
      assertTrue(write(engine, List.of(put("a", "x" + i))));
      reopen(disk.copy());
      reopen(disk.afterPowerCut(random));
    }
  }

  @Test
  void writesEverythingAnewWhenTheFilesAreGone() throws IOException {
    FakeDisk disk = new FakeDisk();
    LogEngine engine = LogEngine.open(disk, 3000);
    for (int i = 0; i < 20; i++) {
      assertTrue(write(engine, List.of(put("key " + i, "value"))));
      if (i % 3 == 0) {
        disk.removeAll();
      }
    }
    assertTrue(write(engine, List.of(put("last", "value"))));
    reopen(disk.copy());
  }

  @Test
  void readsWhatIsThereWhenNothingCanBeWritten() throws IOException {
    FakeDisk disk = new FakeDisk();
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      write(engine, List.of(put("a", "1")));
    }
    boolean[] readOnly = {true};
    disk.fault =
        operation -> {
          if (readOnly[0] && !List.of("open", "read").contains(operation)) {
            throw new IOException("Read-only file system");
          }
        };
    LogEngine engine = LogEngine.open(disk, 3000);
    assertEquals(Map.of("a", "1"), Values.of(engine));
    assertThrows(IOException.class, () -> engine.write(List.of(put("b", "2"))));
    readOnly[0] = false;
    assertTrue(write(engine, List.of(put("b", "2"))));
    reopen(disk.copy());
  }

  private boolean write(LogEngine engine, List<Change> batch) {
    Map<String, String> wanted = Values.apply(batch, held);
    try {
      engine.write(batch);
    } catch (IOException e) {
      attempted.add(wanted);
      return false;
    }
    held = wanted;
    attempted.clear();
    return true;
  }

  private void reopen(FakeDisk disk) throws IOException {
    try (LogEngine engine = LogEngine.open(disk, 3000)) {
      Map<String, String> found = Values.of(engine);
      assertTrue(
          found.equals(held) || attempted.contains(found),
          () -> "expected " + held.keySet() + " but found " + found.keySet());
    }
  }
}
