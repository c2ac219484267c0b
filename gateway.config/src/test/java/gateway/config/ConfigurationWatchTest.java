package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.config.ConfigurationWatch.ContentState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {

  @TempDir private Path folder;
  private Path file;
  private Path secret;
  private long now;
  private ConfigurationWatch watch;

  @BeforeEach
  void begin() throws Exception {
    file = Files.writeString(folder.resolve("config.json"), "one");
    secret = folder.resolve("password");
    watch = new ConfigurationWatch(() -> List.of(file, secret), () -> now);
  }

  private ContentState look() {
    now += 500_000_000L;
    return watch.look();
  }

  @Test
  void whatWasReadAtTheStartIsNothingNew() throws Exception {
    assertEquals(ContentState.NOTHING, look());
    Files.writeString(file, "one");
    assertEquals(ContentState.NOTHING, look());
    assertEquals(ContentState.NOTHING, look());
  }

  @Test
  void aFileIsTriedWhenItLooksAsBeforeAndOncePerContent() throws Exception {
    Files.writeString(file, "tw");
    assertEquals(ContentState.NOTHING, look());
    Files.writeString(file, "two");
    assertEquals(ContentState.NOTHING, look(), "it is still being written");
    assertEquals(ContentState.STABLE, look());
    watch.markHandled();
    assertEquals(ContentState.NOTHING, look());
    Files.writeString(file, "three");
    look();
    assertEquals(ContentState.STABLE, look());
  }

  @Test
  void whatStaysWrongForLongEnoughIsNotBeingWritten() throws Exception {
    Files.delete(file);
    assertEquals(ContentState.NOTHING, look());
    for (int i = 0; i < 3; i++) {
      assertEquals(ContentState.STABLE, look());
    }
    assertEquals(ContentState.SETTLED, look());
    Files.writeString(file, "one");
    assertEquals(ContentState.NOTHING, look(), "it is back as it was");
  }

  @Test
  void filesMayBeRenamedOverOrBehindALink() throws Exception {
    Path next = Files.writeString(folder.resolve("next"), "two");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look();
    assertEquals(ContentState.STABLE, look());
    watch.markHandled();

    Path target = Files.writeString(folder.resolve("target"), "three");
    Files.delete(file);
    Files.createSymbolicLink(file, target);
    look();
    assertEquals(ContentState.STABLE, look());
    watch.markHandled();
    Files.writeString(target, "four");
    look();
    assertEquals(ContentState.STABLE, look());
  }

  @Test
  void aFileThatTheConfigurationNamesCountsToo() throws Exception {
    Files.writeString(secret, "s");
    look();
    assertEquals(ContentState.STABLE, look());
  }
}
