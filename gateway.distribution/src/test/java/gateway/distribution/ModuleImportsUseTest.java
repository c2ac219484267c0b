package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.module.ModuleImports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides what a module may import reads the one list, and has none of its own. */
class ModuleImportsUseTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway/deployer/Headers",
        "gateway/deployer/Gate",
        "gateway/testkit/BuiltBundle",
        "gateway/distribution/ModuleProject",
      })
  void readsTheOneList(String user) throws IOException {
    String constants;
    try (InputStream in = ModuleImportsUseTest.class.getResourceAsStream('/' + user + ".class")) {
      constants = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    assertTrue(constants.contains(ModuleImports.class.getName().replace('.', '/')), user);
    assertEquals(
        List.of(),
        ModuleImports.offered().stream()
            .map(offered -> offered.replace(".*", ""))
            .filter(name -> name.contains(".") && constants.contains(name))
            .toList());
  }
}
