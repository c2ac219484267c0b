package gateway.web.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".jar",
        ".hidden.jar",
        "../up.jar",
        "a/b.jar",
        "a\\b.jar",
        "a.jar\n",
        "a.zip",
        "a b.jar",
        "-rf.jar",
        "ä.jar"
      })
  void namesThatHideOrLeadElsewhereAreRefused(String name) {
    assertFalse(Upload.isName(name));
  }

  @Test
  void ordinaryNamesAreTaken() {
    assertTrue(Upload.isName("modules.mission-1.1.0.jar"));
    assertTrue(Upload.isName("a_b+c.jar"));
    assertFalse(Upload.isName("a".repeat(300) + ".jar"));
  }

  @Test
  void theFileAppearsWholeOrNotAtAll() throws Exception {
    Upload.store(folder, "a.jar", new ByteArrayInputStream(new byte[] {1, 2, 3, 4}), 4);
    assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(folder.resolve("a.jar")));
    Upload.store(folder, "a.jar", new ByteArrayInputStream(new byte[] {5, 6}), 2);
    assertThrows(
        EOFException.class,
        () -> Upload.store(folder, "a.jar", new ByteArrayInputStream(new byte[] {7}), 2));
    assertArrayEquals(new byte[] {5, 6}, Files.readAllBytes(folder.resolve("a.jar")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
