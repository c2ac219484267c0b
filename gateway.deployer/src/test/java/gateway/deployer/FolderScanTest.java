package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.deployer.FolderScan.Change;
import gateway.deployer.FolderScan.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {

  @TempDir private Path folder;
  private long now = 42;
  private FolderScan scan;

  @BeforeEach
  void begin() {
    scan = new FolderScan(folder, () -> now);
  }

  private List<Change> scan() throws IOException {
    now += Duration.ofMillis(100).toNanos();
    return scan.scan();
  }

  private List<Change> scanAfter(Duration time) throws IOException {
    now += time.toNanos();
    return scan.scan();
  }

  private void write(String file, int size) throws IOException {
    Files.write(folder.resolve(file), new byte[size]);
  }

  private static List<Change> one(Kind kind) {
    return List.of(new Change("a.jar", kind));
  }

  @Test
  void aFileIsStableWhenTwoScansSeeTheSame() throws IOException {
    assertEquals(List.of(), scan());
    write("a.jar", 10);
    assertEquals(one(Kind.CHANGED), scan());
    write("a.jar", 20);
    assertEquals(one(Kind.CHANGED), scan());
    assertEquals(one(Kind.STABLE), scan());
    assertTrue(scan.isUnchanged("a.jar"));
    assertEquals(List.of(), scan());
    assertEquals(one(Kind.SETTLED), scanAfter(FolderScan.PATIENCE));
    assertEquals(List.of(), scanAfter(FolderScan.PATIENCE));
    write("a.jar", 30);
    assertFalse(scan.isUnchanged("a.jar"));
    assertEquals(one(Kind.CHANGED), scan());
  }

  @Test
  void aFileOfTheSameSizeAndTimeThatWasMovedInIsNew() throws IOException {
    write("a.jar", 10);
    scan();
    scan();
    write("other", 10);
    Files.setLastModifiedTime(
        folder.resolve("other"), Files.getLastModifiedTime(folder.resolve("a.jar")));
    Files.move(
        folder.resolve("other"), folder.resolve("a.jar"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals(one(Kind.CHANGED), scan());
  }

  @Test
  void goneMeansMissingForAWhile() throws IOException {
    write("a.jar", 10);
    scan();
    scan();
    Files.delete(folder.resolve("a.jar"));
    assertEquals(List.of(), scan());
    assertFalse(scan.isUnchanged("a.jar"));
    assertEquals(List.of(), scan());
    write("a.jar", 10);
    assertEquals(one(Kind.CHANGED), scanAfter(FolderScan.ABSENCE));
    assertEquals(one(Kind.STABLE), scan());
    Files.delete(folder.resolve("a.jar"));
    assertEquals(List.of(), scan());
    assertEquals(one(Kind.GONE), scanAfter(FolderScan.ABSENCE));
    assertEquals(List.of(), scan());
  }

  @Test
  void onlyTheFileThatIsMissingIsGone() throws IOException {
    for (String file : List.of("a.jar", "b.jar", "c.jar", "d.jar", "e.jar")) {
      write(file, 10);
    }
    scan();
    scan();
    for (String file : List.of("b.jar", "d.jar", "a.jar")) {
      Files.delete(folder.resolve(file));
      scan();
      assertEquals(List.of(new Change(file, Kind.GONE)), scanAfter(FolderScan.ABSENCE));
    }
  }

  @Test
  void otherNamesAreNotLookedAt() throws IOException {
    write(".a.jar", 10);
    write("a.jar.part", 10);
    write("readme", 10);
    assertEquals(List.of(), scan());
  }

  @Test
  void aLinkIsWhatItLeadsTo() throws IOException {
    write("target", 10);
    Files.createSymbolicLink(folder.resolve("a.jar"), folder.resolve("target"));
    assertEquals(one(Kind.CHANGED), scan());
    assertEquals(one(Kind.STABLE), scan());
    write("target", 20);
    assertEquals(one(Kind.CHANGED), scan());
  }

  @Test
  void aLinkThatLeadsNowhereOrInACircleHidesNoOtherFile() throws IOException {
    Files.createSymbolicLink(folder.resolve("b.jar"), folder.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("c.jar"), folder.resolve("c.jar"));
    write("a.jar", 10);
    assertEquals(List.of("a.jar", "b.jar", "c.jar"), scan().stream().map(Change::file).toList());
    assertEquals(List.of("a.jar", "b.jar", "c.jar"), scan().stream().map(Change::file).toList());
  }

  @Test
  void theCaseOfTheEndingDoesNotMatter() throws IOException {
    write("A.JAR", 10);
    assertEquals(List.of(new Change("A.JAR", Kind.CHANGED)), scan());
  }

  @Test
  void aFolderThatCannotBeReadLosesNothing() throws IOException {
    write("a.jar", 10);
    scan();
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    assertThrows(IOException.class, this::scan);
    Files.move(away, folder);
    assertEquals(one(Kind.STABLE), scanAfter(FolderScan.ABSENCE));
  }
}
