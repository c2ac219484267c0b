package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir private Path folder;

  @Test
  void aFolderServesOneGatewayAtATime() throws Exception {
    Path path = folder.resolve("deep/data");
    DataFolder first = DataFolder.lock(path);
    String refusal = assertThrows(StartException.class, () -> DataFolder.lock(path)).getMessage();
    assertEquals(
        "data folder " + path + " is in use by another gateway: choose another with --data DIR",
        refusal);
    first.close();
    DataFolder.lock(path).close();
  }

  @Test
  void aFolderThatCannotBeIsSaidInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    String refusal =
        assertThrows(StartException.class, () -> DataFolder.lock(file.resolve("data")))
            .getMessage();
    assertTrue(refusal.contains("--data DIR") && !refusal.contains("\n"), refusal);
  }
}
