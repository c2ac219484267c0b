package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {

  @TempDir private Path folder;
  private DeployFolder files;

  @BeforeEach
  void useFolder() throws IOException {
    files = new DeployFolder(folder);
    Files.writeString(folder.resolve("mission.jar"), "somebody's");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyWayOfWritingEndsInTheSameFile() throws Exception {
    files.copy("a", new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("swap-a.jar")));
    files.move("a", new byte[] {2});
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(folder.resolve("swap-a.jar")));
    assertEquals(List.of("mission.jar", DeployFolder.name("a")), names());
    files.remove("a");
    files.remove("never there");
    assertEquals(List.of("mission.jar"), names());
  }

  @Test
  void onlyItsOwnFilesAreRemovedAtTheEnd() throws IOException {
    files.copy("a", new byte[1]);
    Files.writeString(folder.resolve(".swap-b.tmp"), "interrupted");
    files.close();
    assertEquals(List.of("mission.jar"), names());
  }

  @Test
  void afterTheEndNothingIsPutThere() throws IOException {
    files.close();
    assertThrows(IOException.class, () -> files.copy("a", new byte[1]));
    assertThrows(IOException.class, () -> files.move("a", new byte[1]));
    files.close();
    assertEquals(List.of("mission.jar"), names());
  }
}
