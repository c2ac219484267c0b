package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class DescriptorTest {

  @TempDir private Path folder;

  private Descriptor read(String content) throws IOException {
    return Descriptor.read(Files.writeString(folder.resolve("test.bndrun"), content));
  }

  private static Map<String, Integer> levels(Descriptor descriptor) {
    Map<String, Integer> levels = new HashMap<>();
    descriptor.bundles().forEach(bundle -> levels.put(bundle.name(), bundle.startLevel()));
    return levels;
  }

  @Test
  void bundlesHaveTheLevelOfTheFirstPatternThatMatches() throws Exception {
    Descriptor descriptor =
        read(
            """
            -runbundles+: \\
              a.*;startlevel=1,\\
              a.b;startlevel=2,\\
              *;startlevel=10
            -runbundles: \\
              a.b;version='[1.0.0,1.0.1)',\\
              axb,\\
              c;version='[2.0.0,2.0.1)';startlevel=7
            """);
    assertEquals(Map.of("a.b", 1, "axb", 10, "c", 7), levels(descriptor));
    Descriptor.Entry first = descriptor.bundles().get(0);
    assertTrue(first.version().includes(Version.valueOf("1.0.0.x")));
    assertTrue(!first.version().includes(Version.valueOf("1.0.1")));
  }

  @Test
  void anIncludedDescriptorIsOverriddenAndItsPropertiesAddUp() throws Exception {
    Files.writeString(
        folder.resolve("base.bndrun"),
        """
        -runbundles: a
        -runbundles+: *;startlevel=4
        -runproperties: one=1, two='2,3'
        """);
    Descriptor descriptor =
        read(
            """
            -include: ~base.bndrun, -absent.bndrun
            -runbundles: a, b
            -runproperties.more: three=4
            """);
    assertEquals(Map.of("a", 4, "b", 4), levels(descriptor));
    assertEquals(Map.of("one", "1", "two", "2,3", "three", "4"), descriptor.properties());
  }

  @Test
  void whatCannotBeStartedIsSaid() {
    assertThrows(IOException.class, () -> read("-runrequires: x"));
    assertThrows(IOException.class, () -> read("-include: test.bndrun\n-runbundles: a"));
    assertThrows(IOException.class, () -> read("-include: absent.bndrun\n-runbundles: a"));
    assertThrows(IOException.class, () -> read("-runbundles: a;startlevel=x"));
  }

  @Test
  void whatOneDescriptorHasOnTopOfAnotherIsAddedToAThird() throws Exception {
    Descriptor smaller = read("-runbundles: a, b\n-runproperties: x=1");
    Descriptor larger =
        read("-runbundles: a, b, c, d, e\n-runbundles+: *;startlevel=4\n-runproperties: y=1");
    Descriptor stage = read("-runbundles: b, d;startlevel=7\n-runproperties: z=1");
    Descriptor all = stage.withExtras(larger, smaller);
    assertEquals(Map.of("b", 1, "d", 7, "c", 4, "e", 4), levels(all));
    assertEquals(4, all.bundles().size());
    assertEquals(Map.of("z", "1"), all.properties());
  }

  @Test
  void aStageWithTheShellHasTheBundlesOfTheShellAndNothingElse() throws Exception {
    Path cnf = Path.of("../cnf");
    Descriptor shell = Descriptor.read(cnf.resolve("shell.bndrun"));
    Descriptor gateway = Descriptor.read(cnf.resolve("gateway.bndrun"));
    for (String name : List.of("internal-server", "module-handler", "external-client")) {
      Descriptor stage = Descriptor.read(cnf.resolve(name + ".bndrun"));
      Map<String, Integer> added = levels(stage.withExtras(shell, gateway));
      added.keySet().removeAll(levels(stage).keySet());
      assertEquals(
          Map.of(
              "org.apache.felix.gogo.command", 10,
              "org.apache.felix.gogo.jline", 10,
              "org.apache.felix.gogo.runtime", 10,
              "org.jline", 10),
          added,
          name);
    }
  }

  @Test
  void theCommittedDescriptorsStopFromTheDevicePortDownwards() throws Exception {
    for (String name : List.of("gateway", "shell", "debug")) {
      Descriptor descriptor = Descriptor.read(Path.of("../cnf", name + ".bndrun"));
      Map<String, Integer> levels = levels(descriptor);
      List<Integer> downwards =
          List.of(
              levels.get("gateway.deployer"),
              levels.get("gateway.internalserver"),
              levels.get("gateway.handler"),
              levels.get("gateway.external"),
              levels.get("gateway.registry"),
              levels.get("gateway.broker"),
              levels.get("gateway.config"),
              levels.get("org.apache.felix.scr"),
              levels.get("org.apache.felix.configadmin"),
              levels.get("org.ops4j.pax.logging.pax-logging-api"));
      assertEquals(List.of(20, 16, 14, 12, 10, 5, 4, 3, 2, 1), downwards);
      assertEquals("multiple", descriptor.properties().get("org.osgi.framework.bsnversion"));
      assertTrue(levels.keySet().stream().noneMatch(bundle -> bundle.startsWith("modules.")));
    }
  }
}
