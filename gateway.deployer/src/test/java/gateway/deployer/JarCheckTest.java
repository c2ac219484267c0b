package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.deployer.RefusedException.Cure;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JarCheckTest {

  private static final int JAVA = Runtime.version().feature();

  @TempDir private Path temp;
  private final JarCheck check =
      new JarCheck(
          new Distribution(7, Set.of("system.bundle", "org.slf4j"), Set.of("gateway.api.module")),
          Optional.empty(),
          1 << 20);

  private String check(byte[] jar) throws Exception {
    return check.check(Files.write(temp.resolve("x.jar"), jar));
  }

  private RefusedException refusal(byte[] jar) {
    return assertThrows(RefusedException.class, () -> check(jar));
  }

  private void refused(Jars jar, String reason) {
    RefusedException refusal = refusal(jar.toBytes());
    assertEquals(reason, refusal.getMessage());
    assertEquals(Cure.CHANGE, refusal.cure());
  }

  private static byte[] classFile(int java) {
    return ByteBuffer.allocate(10).putInt(0xCAFEBABE).putInt(44 + java).array();
  }

  @Test
  void tellsNameAndVersion() throws Exception {
    assertEquals("m 1.2.0", check(Jars.bundle("m;singleton:=true", "1.2")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99})
  void aTruncatedJarIsIncomplete(int percent) {
    byte[] jar = Jars.bundle("m", "1.0.0");
    RefusedException refusal = refusal(Arrays.copyOf(jar, jar.length * percent / 100));
    assertEquals(Cure.COMPLETION, refusal.cure());
    assertTrue(refusal.getMessage().endsWith("; copy it into the folder again"));
  }

  @Test
  void whatIsNoZipIsIncomplete() {
    assertEquals(
        "it is not a complete jar (no end record); copy it into the folder again",
        refusal("this is no jar, whatever it is called".getBytes(StandardCharsets.UTF_8))
            .getMessage());
  }

  @Test
  void aZipWithoutManifestIsNoBundle() throws Exception {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("x"));
    }
    assertEquals(
        "it has no META-INF/MANIFEST.MF, so it is not an OSGi bundle; build it with bnd",
        refusal(zip.toByteArray()).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "gateway.handler,its symbolic name gateway.handler is one of the gateway's own; give it"
        + " another",
    "gateway,its symbolic name gateway is one of the gateway's own; give it another",
    "org.slf4j,its symbolic name org.slf4j is one of the gateway's own; give it another",
    "a b,'its symbolic name a b has other characters than letters, digits, dots, dashes and"
        + " underscores'",
  })
  void names(String name, String reason) {
    refused(Jars.of(name, "1.0.0"), reason);
  }

  @Test
  void aNameThatOnlyBeginsLikeOursIsFree() throws Exception {
    assertEquals("gateways.best 1.0.0", check(Jars.bundle("gateways.best", "1.0.0")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bundle-Version|one|its Bundle-Version one is not a version such as 1.2.3",
        "Bundle-ManifestVersion|1|its manifest has no Bundle-ManifestVersion: 2; build it with bnd",
        "Fragment-Host|x|it is a fragment of another bundle; make a bundle of its own",
        "Export-Package|a;version=\"1,2\",b|it exports packages (a, b), and others would have to be"
            + " restarted with it; keep its packages private",
        "DynamicImport-Package|*|it imports packages dynamically (DynamicImport-Package: *); name"
            + " those that it needs in Import-Package",
        "DynamicImport-Package|gateway.*|it imports packages dynamically (DynamicImport-Package:"
            + " gateway.*); name those that it needs in Import-Package",
        "Import-Package|gateway.api.module,gateway.api.view;resolution:=optional|it imports"
            + " gateway.api.view, which is for the gateway alone; a module imports"
            + " gateway.api.module, gateway.api.device and gateway.json",
        "DynamicImport-Package|com.example.*|it imports packages dynamically"
            + " (DynamicImport-Package: com.example.*); name those that it needs in"
            + " Import-Package",
        "Import-Package|org.slf4j,io.netty.buffer;io.netty.util;version=4|it imports"
            + " io.netty.buffer, io.netty.util, which a gateway does not offer to modules; embed"
            + " the library, with a line in bnd.bnd: -conditionalpackage: io.netty.buffer.*,"
            + " io.netty.util.*",
        "Require-Bundle|x,org.slf4j;bundle-version=1|it requires the bundle org.slf4j; name the"
            + " packages that it needs in Import-Package",
      })
  void headers(String header, String value, String reason) {
    refused(Jars.of("m", "1.0.0", header, value), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Import-Package|gateway.api.module;version=\"[1,2)\",gateway.api.device,gateway.json",
        "Import-Package|io.netty.buffer;resolution:=optional;version=\"[4,5)\"",
        "DynamicImport-Package|javax.xml.*",
        "Export-Package|''",
        "Bundle-ActivationPolicy|lazy",
      })
  void headersThatMayBe(String header, String value) throws Exception {
    assertEquals("m 1.0.0", check(Jars.bundle("m", "1.0.0", header, value)));
  }

  @Test
  void aManifestForAnotherVersionOfJavaIsCheckedToo() {
    refused(
        Jars.of("m", "1.0.0", "Multi-Release", "true")
            .with(
                "META-INF/versions/9/OSGI-INF/MANIFEST.MF",
                "Import-Package: gateway.api.stage\n\n"),
        "it imports gateway.api.stage, which is for the gateway alone; a module imports"
            + " gateway.api.module, gateway.api.device and gateway.json");
  }

  @Test
  void aClassForANewerJavaIsRefused() {
    refused(
        Jars.of("m", "1.0.0").with("m/New.class", classFile(JAVA + 1)),
        "m/New.class is compiled for Java %d, this is Java %d; compile it with --release %d"
            .formatted(JAVA + 1, JAVA, JAVA));
  }

  @Test
  void aClassForANewerJavaInAnEmbeddedLibraryIsRefused() {
    byte[] library = Jars.of("lib", "1.0.0").with("lib/New.class", classFile(99)).toBytes();
    refused(
        Jars.of("m", "1.0.0", "Bundle-ClassPath", ".,lib/x.jar").with("lib/x.jar", library),
        "lib/New.class is compiled for Java 99, this is Java %d; compile it with --release %d"
            .formatted(JAVA, JAVA));
  }

  @Test
  void classesThatAreNotLoadedHereMayBeForANewerJava() throws Exception {
    check(
        Jars.of("m", "1.0.0")
            .with("module-info.class", classFile(99))
            .with("META-INF/versions/99/m/New.class", classFile(99))
            .with("m/Old.class", classFile(JAVA))
            .toBytes());
  }

  @Test
  void aClassThatIsNoneIsRefused() {
    refused(
        Jars.of("m", "1.0.0").with("m/No.class", "no class"),
        "m/No.class is not a class file; build it again");
  }

  @Test
  void itsOwnCopyOfTheContractIsRefused() {
    String reason =
        "it contains its own copy of gateway.api.module, which the gateway"
            + " provides; leave it out of"
            + " the jar (Maven: scope provided)";
    byte[] api =
        Jars.of("api", "1.0.0")
            .with("gateway/api/module/FleetModule.class", classFile(JAVA))
            .toBytes();
    refused(
        Jars.of("m", "1.0.0").with("gateway/api/module/FleetModule.class", classFile(JAVA)),
        reason);
    refused(Jars.of("m", "1.0.0", "Bundle-ClassPath", ".,/api.jar").with("api.jar", api), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "/x", "a\\x", "a/.."})
  void anEntryOutsideOfTheJarIsRefused(String entry) {
    refused(
        Jars.of("m", "1.0.0").with(entry, "x"),
        "it has an entry with a path outside the jar: " + entry + "; build it again");
  }

  @Test
  void aDirectoryThatTellsOtherSizesThanItsEntriesIsIncomplete() throws Exception {
    byte[] jar = Jars.bundle("m", "1.0.0");
    String text = new String(jar, StandardCharsets.ISO_8859_1);
    int directory = text.lastIndexOf("PK\1\2");
    int size = directory + 24;
    jar[size]++;
    assertEquals(Cure.COMPLETION, refusal(jar).cure());
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws Exception {
    byte[] jar = Jars.of("m", "1.0.0").with("a1", "x").with("a2", "y").toBytes();
    String text = new String(jar, StandardCharsets.ISO_8859_1).replace("a2", "a1");
    assertEquals(
        "it has two entries a1; build it again",
        refusal(text.getBytes(StandardCharsets.ISO_8859_1)).getMessage());
  }

  @Test
  void aBombIsRefusedBeforeItBursts() throws Exception {
    Path bomb = temp.resolve("bomb.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
      out.putNextEntry(new ZipEntry("zeros"));
      writeZeros(out, 9);
    }
    assertTrue(Files.size(bomb) < 1 << 16);
    assertEquals(
        "it holds more than 8388608 bytes; leave out what it does not need",
        assertThrows(RefusedException.class, () -> check.check(bomb)).getMessage());
  }

  private static void writeZeros(OutputStream out, int mebibytes) throws Exception {
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < mebibytes; i++) {
      out.write(zeros);
    }
  }

  @Test
  void tooManyEntriesAreRefusedBeforeTheirDirectoryIsRead() throws Exception {
    Path many = temp.resolve("many.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(many))) {
      for (int i = 0; i <= ZipDirectory.MAX_ENTRIES; i++) {
        out.putNextEntry(new ZipEntry(Integer.toString(i)));
      }
    }
    assertEquals(
        "it has more than 20000 entries, or too long names; leave out what it does not need",
        assertThrows(RefusedException.class, () -> check.check(many)).getMessage());
  }

  private byte[] withEntries(int count) throws Exception {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(jar)) {
      for (int i = 0; i < count; i++) {
        out.putNextEntry(new ZipEntry(Integer.toString(i)));
      }
    }
    return jar.toByteArray();
  }

  @Test
  void anEndRecordHiddenByWhatFollowsItIsNotPassedOn() throws Exception {
    byte[] many = withEntries(60_000);
    byte[] padded = Arrays.copyOf(many, many.length + 1000);
    assertEquals(
        "it is not a complete jar (something follows its end record); copy it into the folder"
            + " again",
        refusal(padded).getMessage());
  }

  @Test
  void anEndRecordWithinTheCommentOfAnotherIsNotPassedOn() throws Exception {
    byte[] many = withEntries(60_000);
    byte[] few = withEntries(1);
    byte[] hidden = Arrays.copyOfRange(many, many.length - 22, many.length);
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    jar.write(few, 0, few.length - 2);
    jar.write(new byte[] {100, 0});
    jar.write(hidden);
    jar.write(new byte[78]);
    assertEquals(Cure.COMPLETION, refusal(jar.toByteArray()).cure());
  }

  @Test
  void aFileWithoutAnEndRecordIsNotOpened() {
    assertEquals(
        "it is not a complete jar (no end record); copy it into the folder again",
        refusal(new byte[1 << 19]).getMessage());
  }

  @Test
  void aHostileManifestMakesOneShortLine() {
    RefusedException refusal =
        refusal(Jars.bundle("m", "1.0.0", "Export-Package", "x\u001b[31m".repeat(5000)));
    assertTrue(refusal.getMessage().length() < 500);
    assertFalse(refusal.getMessage().contains("\u001b"));
  }
}
