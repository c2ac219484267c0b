package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherTest {

  @TempDir private Path home;

  private void bundle(String name, String imports) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue("Import-Package", imports);
    Path folder = Files.createDirectories(home.resolve("bundles"));
    try (OutputStream file = Files.newOutputStream(folder.resolve(name + ".jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.finish();
    }
  }

  /** Runs the launcher in a process of its own, which ends with the status. */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    LaunchSettings settings =
        new LaunchSettings(
            home, home.resolve("data"), home.resolve("test.bndrun"), false, false, Map.of());
    System.exit(new Launcher(settings, System.err, System.err).run());
  }

  private int run(String bundles) throws Exception {
    Files.writeString(home.resolve("test.bndrun"), "-runbundles: " + bundles + '\n');
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LauncherTest.class.getName(),
            home.toString())
        .redirectError(home.resolve("err").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Otherwise it would run for ever without a port. */
  @Test
  void aGatewayWhoseBundlesCannotBeResolvedEndsWithStatus1AndNamesOne() throws Exception {
    bundle("whole", "org.osgi.framework");
    bundle("broken", "no.such.thing");
    assertEquals(1, run("whole,broken"));
    String said = Files.readString(home.resolve("err"));
    assertTrue(said.contains("bundle broken cannot be started: "), said);
    assertTrue(said.contains("no.such.thing"), said);
  }
}
