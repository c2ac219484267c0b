package gateway.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorTest {

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="x" name="x">
          <AD id="budget" type="Integer" default="50" min="1" max="1000"/>
          <AD id="limit" type="Integer" default="7"/>
          <AD id="grace" type="Integer" default="8"/>
          <AD id="names" type="String" cardinality="9" default="a"/>
          <AD id="secret" type="Password" default=""/>
        </OCD>
        <Designate pid="gateway.x"><Object ocdref="x"/></Designate>
      </metatype:MetaData>
      """;

  @TempDir private Path folder;

  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Schema schema = new Schema();
  private ConsoleEdits edits = ConsoleEdits.NONE;

  @BeforeEach
  void configure() throws Exception {
    schema.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    Path file = folder.resolve("c.json");
    Files.writeString(file, "{\"gateway.x\": {\"limit\": 9}}");
    options.put("gateway.config", file.toString());
    environment.put("GATEWAY_X_GRACE", "11");
  }

  private ConfigurationReader reader(ConsoleEdits some) {
    return new ConfigurationReader(Arguments.of(options::get), environment, schema, some);
  }

  private Optional<Editor.Changed> change(Map<String, Object> values) throws IOException {
    Optional<Editor.Changed> changed =
        new Editor(this::reader, schema).change(edits, reader(edits).read(), "gateway.x", values);
    changed.ifPresent(change -> edits = change.edits());
    return changed;
  }

  private String refusal(Map<String, Object> values) {
    return assertThrows(IllegalArgumentException.class, () -> change(values)).getMessage();
  }

  @Test
  void whatNobodyElseGivesCanBeChangedAndIsKept() throws Exception {
    Map<String, Object> form = Map.of("budget", 80, "names", new String[] {"b", "c"});
    assertEquals(80, change(form).get().result().properties().get("gateway.x").get("budget"));
    edits.write(folder);
    edits = ConsoleEdits.read(folder);
    ConfigurationReader.Result again = reader(edits).read();
    assertEquals(80, again.properties().get("gateway.x").get("budget"));
    assertArrayEquals(
        new String[] {"b", "c"}, (String[]) again.properties().get("gateway.x").get("names"));
    assertEquals(
        "the console", Editor.origin(again.draft().get("gateway.x", "budget").get().origin()));
  }

  @Test
  void aFormThatIsSentBackAsItWasChangesNothing() throws Exception {
    Map<String, Object> form =
        Map.of("budget", 50, "limit", 9, "grace", 11, "names", new String[] {"a"}, "secret", "");
    assertEquals(Optional.empty(), change(form));
  }

  @Test
  void whatComesFromElsewhereIsReadOnlyAndTheRefusalSaysFromWhere() {
    String refusal = refusal(Map.of("limit", 1, "grace", 1));
    assertTrue(refusal.contains("gateway.x.limit comes from the file"), refusal);
    assertTrue(
        refusal.contains("gateway.x.grace comes from the variable GATEWAY_X_GRACE"), refusal);
    assertEquals(ConsoleEdits.NONE, edits);
  }

  @Test
  void rulesHoldAndSecretsStayOut() {
    assertTrue(refusal(Map.of("budget", 0)).contains("must be an integer from 1 to 1000"));
    assertTrue(refusal(Map.of("nonsense", 1)).contains("is not a known key"));
    assertTrue(refusal(Map.of("secret", "x")).contains("is a secret"));
  }

  @Test
  void theFileGoesBeforeTheConsole() throws Exception {
    change(Map.of("budget", 80));
    Files.writeString(folder.resolve("c.json"), "{\"gateway.x\": {\"budget\": 60}}");
    assertEquals(60, reader(edits).read().properties().get("gateway.x").get("budget"));
  }
}
