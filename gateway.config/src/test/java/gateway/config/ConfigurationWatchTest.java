package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.config.ConfigurationWatch.Seen;
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

  private Seen look() {
    now += 500_000_000L;
    return watch.look();
  }

  @Test
  void whatWasReadAtTheStartIsNothingNew() throws Exception {
    assertEquals(Seen.NOTHING, look());
    Files.writeString(file, "one");
    assertEquals(Seen.NOTHING, look());
    assertEquals(Seen.NOTHING, look());
  }

  @Test
  void aFileIsTriedWhenItLooksAsBeforeAndOncePerContent() throws Exception {
    Files.writeString(file, "tw");
    assertEquals(Seen.NOTHING, look());
    Files.writeString(file, "two");
    assertEquals(Seen.NOTHING, look(), "it is still being written");
    assertEquals(Seen.STABLE, look());
    watch.dealtWith();
    assertEquals(Seen.NOTHING, look());
    Files.writeString(file, "three");
    look();
    assertEquals(Seen.STABLE, look());
  }

  @Test
  void whatStaysWrongForLongEnoughIsNotBeingWritten() throws Exception {
    Files.delete(file);
    assertEquals(Seen.NOTHING, look());
    for (int i = 0; i < 3; i++) {
      assertEquals(Seen.STABLE, look());
    }
    assertEquals(Seen.SETTLED, look());
    Files.writeString(file, "one");
    assertEquals(Seen.NOTHING, look(), "it is back as it was");
  }

  @Test
  void filesMayBeRenamedOverOrBehindALink() throws Exception {
    Path next = Files.writeString(folder.resolve("next"), "two");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look();
    assertEquals(Seen.STABLE, look());
    watch.dealtWith();

    Path target = Files.writeString(folder.resolve("target"), "three");
    Files.delete(file);
    Files.createSymbolicLink(file, target);
    look();
    assertEquals(Seen.STABLE, look());
    watch.dealtWith();
    Files.writeString(target, "four");
    look();
    assertEquals(Seen.STABLE, look());
  }

  @Test
  void aFileThatTheConfigurationNamesCountsToo() throws Exception {
    Files.writeString(secret, "s");
    look();
    assertEquals(Seen.STABLE, look());
  }
}
