package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.config.ConfigurationCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code cnf/etc/gateway.schema.json} is what {@code check-config --schema} prints. */
class PublishedSchemaTest {

  private final ConfigurationCheck check = new ConfigurationCheck();

  @Test
  void theSchemaForEditorsIsInStepWithTheKeys() throws Exception {
    List<URL> roots =
        Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"));
    for (URL root : roots) {
      addRoot(root.toURI());
    }
    assertEquals(
        Files.readString(Path.of("../cnf/etc/gateway.schema.json")),
        check.jsonSchema(),
        "to write it again: ./gateway check-config --schema >cnf/etc/gateway.schema.json");
  }

  /** What is not bounded overflows somewhere: 65536000 s once became a keep-alive of 0. */
  @Test
  void everyNumberHasBounds() throws Exception {
    theSchemaForEditorsIsInStepWithTheKeys();
    String keys = check.jsonSchema().split("\n    \"production\"")[0];
    Matcher number = Pattern.compile("\"type\" : \"integer\",(.*?)}", Pattern.DOTALL).matcher(keys);
    int numbers = 0;
    while (number.find()) {
      numbers++;
      assertTrue(
          number.group(1).contains("minimum") && number.group(1).contains("maximum"),
          number.group());
    }
    assertTrue(numbers > 30, numbers + " numbers");
  }

  /** A bundle is a jar, or before it is packaged a folder. */
  private void addRoot(URI manifest) throws IOException {
    if (manifest.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(manifest, Map.of())) {
        if (isOurs(Path.of(URI.create(manifest.toString().replaceFirst("jar:(.*)!.*", "$1"))))) {
          addDocuments(jar.getPath("/OSGI-INF/metatype"));
        }
      }
    } else if (isOurs(Path.of(manifest).resolve("../../../.."))) {
      addDocuments(Path.of(manifest).resolveSibling("../OSGI-INF/metatype"));
    }
  }

  private static boolean isOurs(Path path) {
    return path.normalize().getFileName().toString().startsWith("gateway.");
  }

  private void addDocuments(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> documents = Files.list(folder)) {
        documents.forEach(this::add);
      }
    }
  }

  private void add(Path document) {
    try (InputStream in = Files.newInputStream(document)) {
      check.add(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
