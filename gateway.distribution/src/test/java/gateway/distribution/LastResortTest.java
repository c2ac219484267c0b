package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastResortTest {

  @TempDir Path folder;
  private final List<Integer> halted = new ArrayList<>();

  private String tell(Throwable failure) throws Exception {
    Path file = folder.resolve("err");
    try (FileOutputStream err = new FileOutputStream(file.toFile())) {
      new LastResort(err, halted::add).uncaughtException(Thread.currentThread(), failure);
    }
    return Files.readString(file);
  }

  @Test
  void aHeapThatIsUsedUpEndsTheProcessWithALineAndAStatusThatSupervisorsRestart() throws Exception {
    String line = tell(new OutOfMemoryError("Java heap space"));
    assertTrue(line.startsWith("Gateway ends with status 3: no memory is left (-Xmx"), line);
    assertEquals(1, line.lines().count());
    assertEquals(List.of(3), halted);
  }

  @Test
  void aLoopThatEndsEndsTheProcessAndItsTraceIsWrittenBefore() throws Exception {
    List<String> lines =
        tell(new InternalError("a loop has ended", new StackOverflowError())).lines().toList();
    assertEquals(
        "Gateway ends with status 3: a thread that serves others has failed", lines.get(0));
    assertEquals("java.lang.InternalError: a loop has ended", lines.get(1));
    assertTrue(lines.contains("Caused by: java.lang.StackOverflowError"), lines.toString());
    assertEquals(List.of(3), halted);
  }

  @Test
  void whatIsNotTheHeapsFaultEndsNothing() throws Exception {
    for (Throwable failure :
        List.of(
            new OutOfMemoryError("unable to create native thread: possibly out of memory"),
            new OutOfMemoryError("Requested array size exceeds VM limit"),
            new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory"),
            new StackOverflowError(),
            new IllegalStateException())) {
      assertEquals("", tell(failure));
    }
    assertEquals(List.of(), halted);
  }
}
