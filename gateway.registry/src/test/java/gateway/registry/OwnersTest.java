package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.ServedModule;
import gateway.api.view.ModulesView.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two modules that claim one number. */
class OwnersTest {

  @TempDir private Path temp;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = newBench();
    bench.registry.settle();
  }

  /** A registry as after a restart. */
  private Bench newBench() {
    return newBench(Map.of());
  }

  private Bench newBench(Map<Integer, String> configured) {
    Owners owners = new Owners(Optional.of(temp.resolve("data/owners")));
    owners.configure(configured);
    return new Bench(owners, false);
  }

  private Candidate add(String name) {
    return bench.add(name, "1.0.0", new ScriptedModule(name));
  }

  @Test
  void whoHadTheNumberBeforeTheRestartHasItAgainWhoeverComesFirst() {
    add("b");
    add("a");
    bench = newBench();
    add("a");
    assertEquals("none", bench.serving());
    assertTrue(bench.registry.isAwaited(Bench.NUMBER), "connects are held, not refused");
    add("b");
    bench.registry.settle();
    assertEquals("b 1.0.0", bench.serving());
    assertTrue(bench.registry.modules().stream().anyMatch(m -> m.state() == State.WAITING));
  }

  @Test
  void anOwnerThatDidNotComeBackLosesItsNumberWhenTheModulesAreKnown() {
    add("b");
    bench = newBench();
    add("a");
    bench.registry.settle();
    assertEquals("a 1.0.0", bench.serving());
    bench = newBench();
    add("b");
    assertEquals("none", bench.serving());
    add("a");
    assertEquals("a 1.0.0", bench.serving());
  }

  @Test
  void anOwnerThatIsNotHereAnyMoreIsNotWaitedForLater() {
    add("b");
    bench = newBench();
    bench.registry.settle();
    add("a");
    assertEquals("a 1.0.0", bench.serving());
  }

  @Test
  void oneThatOnlyWaitsIsNotRemembered() throws IOException {
    add("a");
    add("b");
    assertEquals(List.of("7=a"), Files.readAllLines(temp.resolve("data/owners")));
  }

  @Test
  void theConfiguredOwnerHasTheNumberWhoeverCameFirst() {
    add("a");
    bench = newBench(Map.of(Bench.NUMBER, "b"));
    add("a");
    bench.registry.settle();
    assertEquals("none", bench.serving(), "it is never anybody else's");
    assertEquals(
        "number 7 belongs to b by configuration; modules.7.owner gives it to another",
        bench.snapshot("1.0.0").reason());
    add("b");
    assertEquals("b 1.0.0", bench.serving());
  }

  @Test
  void anotherConfiguredOwnerTakesOverWhenTheDevicesOfTheFirstAreGone() {
    add("a");
    add("b");
    List<String> seenOnTheLane = new ArrayList<>();
    bench.changes.clear();
    bench.registry.modify(
        new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(2)),
        Map.of(Bench.NUMBER, "b"));
    assertEquals(List.of(Bench.NUMBER), bench.changes, "the handler disconnects the devices now");
    assertEquals("none", bench.serving());
    assertEquals(Optional.<ServedModule>empty(), bench.registry.find(Bench.NUMBER));
    bench.time.execute(() -> seenOnTheLane.add(bench.serving()));
    bench.time.runDue();
    assertEquals(List.of("none"), seenOnTheLane);
    assertEquals("b 1.0.0", bench.serving());
  }

  @Test
  void aFileThatIsDamagedForgetsWhatItCannotSay() throws IOException {
    Files.createDirectories(temp.resolve("data"));
    Files.writeString(temp.resolve("data/owners"), "x=a\n\n7\n=b\n4294967295=c\n7=b\n");
    Owners owners = new Owners(Optional.of(temp.resolve("data/owners")));
    assertEquals("b", owners.remembered(7));
    assertEquals("c", owners.remembered(-1));
  }

  @Test
  void aFolderThatCannotBeWrittenCostsTheMemoryOnly() throws IOException {
    Files.writeString(temp.resolve("file"), "");
    Owners owners = new Owners(Optional.of(temp.resolve("file/owners")));
    owners.remember(7, "a");
    assertEquals("a", owners.remembered(7));
  }
}
