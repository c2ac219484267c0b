package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SupportBundleCommandTest {

  @TempDir Path folder;

  private final StringWriter said = new StringWriter();

  private int run(Path out) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(said, true));
    commandLine.setErr(new PrintWriter(said, true));
    return commandLine.execute(
        "support-bundle",
        "--data",
        folder.resolve("data").toString(),
        "--config",
        folder.resolve("gateway.json").toString(),
        "--out",
        out.toString());
  }

  @Test
  void ofAGatewayThatDoesNotRunItHasTheFilesWithoutSecrets() throws Exception {
    Files.writeString(
        folder.resolve("gateway.json"), "{\"a\": {\"user\": \"me\", \"password\": \"hunter2\"}}");
    Path data = Files.createDirectories(folder.resolve("data/store")).getParent();
    Files.writeString(data.resolve("store/1.log"), "hunter2");
    Files.writeString(data.resolve("web-password"), "hunter2");
    Files.writeString(data.resolve("gateway.log"), "to mqtt://me:hunter2@host\n");
    Path out = folder.resolve("out.zip");
    assertEquals(0, run(out), said.toString());
    assertTrue(said.toString().contains("no gateway runs with data folder"), said.toString());
    Map<String, String> parts = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(out))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertTrue(parts.get("files/configuration.txt").contains("\"user\": \"me\""));
    assertTrue(parts.get("files/data.txt").contains("store/1.log 7 "));
    assertTrue(parts.get("files/gateway.log").contains("mqtt://***@host"));
    assertFalse(parts.toString().contains("hunter2"), parts.toString());
    assertEquals(1, run(out));
    assertTrue(said.toString().contains("out.zip exists: choose another with --out FILE"));
  }
}
