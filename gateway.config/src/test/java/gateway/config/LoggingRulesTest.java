package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingRulesTest {

  @TempDir Path folder;

  private List<String> faults(String key, Object value) {
    Draft draft = new Draft();
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(key, value);
    LoggingRules.check(draft, Map.of(LoggingSettings.PID, properties));
    return draft.faults().stream().map(Fault::toString).toList();
  }

  @Test
  void theLogFileIsInAFolderThatExists() {
    assertEquals(List.of(), faults("file", folder.resolve("gateway.log").toString()));
    assertEquals(
        List.of(
            "gateway.logging.file: must be in a folder that exists and can be written to, "
                + folder.resolve("none")
                + " is none"),
        faults("file", folder.resolve("none/gateway.log").toString()));
    assertEquals(
        List.of("gateway.logging.file: must be a file, " + folder + " is none"),
        faults("file", folder.toString()));
  }

  @Test
  void aLevelHasANameAndAWord() {
    assertEquals(
        List.of(),
        faults("levels", new String[] {"gateway=DEBUG", "Device 1/0/my=role=TRACE", "a.B$c=OFF"}));
    for (String wrong : List.of("gateway", "gateway=LOUD", "=DEBUG", "Car 1=DEBUG", "a b=DEBUG")) {
      assertEquals(
          List.of(
              "gateway.logging.levels: must be like gateway.external=DEBUG or Module 1=TRACE, has \""
                  + wrong
                  + '"'),
          faults("levels", new String[] {wrong}));
    }
  }
}
