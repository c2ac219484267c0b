package gateway.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners of numbers, and permitted signers of modules. */
class ModuleRulesTest {

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="registry" name="registry">
          <AD id="owners" type="String" cardinality="2147483647" default="" required="false"/>
          <AD id="data" type="String" default="" required="false"/>
        </OCD>
        <OCD id="deployer" name="deployer">
          <AD id="dir" type="String"/>
          <AD id="data" type="String"/>
          <AD id="require-signature" type="Boolean" default="false"/>
          <AD id="trust-store" type="String" default="" required="false"/>
          <AD id="trust-store-password-file" type="String" default="" required="false"/>
        </OCD>
        <Designate pid="gateway.registry"><Object ocdref="registry"/></Designate>
        <Designate pid="gateway.deployer"><Object ocdref="deployer"/></Designate>
      </metatype:MetaData>
      """;

  @TempDir private Path folder;
  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void useDataFolder() {
    options.put("gateway.data", "/d");
  }

  private ConfigurationReader.Result read(String file) throws IOException {
    options.put(
        "gateway.config", Files.writeString(folder.resolve("config.json"), file).toString());
    Schema schema = new Schema();
    schema.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    return new ConfigurationReader(Arguments.of(options::get), environment, schema).read();
  }

  private List<String> faults(String file) throws IOException {
    return read(file).draft().faults().stream().map(Fault::toString).toList();
  }

  private Object value(String file, String pid, String key) throws IOException {
    ConfigurationReader.Result result = read(file);
    assertEquals(List.of(), result.draft().faults());
    return result.properties().get(pid).get(key);
  }

  @Test
  void theOwnerOfANumberGoesToTheRegistry() throws Exception {
    String file = "{\"modules.2\": {\"owner\": \"modules.io\"}, \"modules.7\": {\"owner\": \"x\"}}";
    assertArrayEquals(
        new String[] {"2=modules.io", "7=x"}, (String[]) value(file, "gateway.registry", "owners"));
    assertEquals("/d", value(file, "gateway.registry", "data"));
    assertFalse(read(file).properties().containsKey("modules.2"));
  }

  @Test
  void ownersOfTheRegistryItselfStay() throws Exception {
    assertArrayEquals(
        new String[] {"2=modules.io", "3=y"},
        (String[])
            value(
                """
                {
                  "modules.2": {"owner": "modules.io"},
                  "gateway.registry": {"owners": ["3=y"]}
                }
                """,
                "gateway.registry",
                "owners"));
  }

  @Test
  void aFaultNamesTheKeyAsItWasWritten() throws Exception {
    assertEquals(
        List.of(
            "modules.2.owner: must be the symbolic name of a bundle, is 5",
            "modules.3.onwer: is not a known key",
            "modules.99999999999.owner: names a number above 4294967295"),
        faults(
            """
            {
              "modules.2": {"owner": 5},
              "modules.3": {"onwer": "modules.io"},
              "modules.99999999999": {"owner": "modules.io"},
              "modules.mission": {"anything": "is the module's own"}
            }
            """));
  }

  @Test
  void aTrustStoreIsRelativeToTheFileAndMustBeThere() throws Exception {
    String file =
        """
        {"gateway.deployer": {
          "require-signature": true,
          "trust-store": "trust.p12", "trust-store-password-file": "password"
        }}
        """;
    assertEquals(
        List.of(
            "gateway.deployer.trust-store: must be a readable file, "
                + folder.resolve("trust.p12")
                + " is none",
            "gateway.deployer.trust-store-password-file: must be a readable file, "
                + folder.resolve("password")
                + " is none"),
        faults(file));
    writeTrustStore("other");
    Files.writeString(folder.resolve("password"), "secret");
    assertTrue(
        faults(file)
            .get(0)
            .startsWith(
                "gateway.deployer.trust-store: must be a key store that"
                    + " trust-store-password-file opens: "));
    writeTrustStore("secret");
    assertEquals(
        folder.resolve("trust.p12").toString(), value(file, "gateway.deployer", "trust-store"));
    assertEquals(
        folder.resolve("password").toString(),
        value(file, "gateway.deployer", "trust-store-password-file"),
        "the password itself is in no configuration");
  }

  private void writeTrustStore(String password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (OutputStream out = Files.newOutputStream(folder.resolve("trust.p12"))) {
      store.store(out, password.toCharArray());
    }
  }

  @Test
  void whoRequiresSignaturesMustSayWhoseOnes() throws Exception {
    assertEquals(
        List.of("gateway.deployer.trust-store: is missing"),
        faults("{\"gateway.deployer\": {\"require-signature\": true}}"));
  }
}
