package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.deployer.RefusedException.Cure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignaturesTest {

  private static final byte[] JAR = Jars.bundle("m", "1.0.0");

  @TempDir private static Path keys;
  private static Signing signing;

  @TempDir private Path temp;

  @BeforeAll
  static void makeKeys() throws Exception {
    signing = new Signing(keys).key("me").key("ca", "-ext", "bc:c", "-validity", "3650");
    signing.key("author").issue("ca", "author", "-ext", "eku=codeSigning", "-validity", "90");
    signing.key("web").issue("ca", "web", "-ext", "eku=serverAuth");
  }

  private RefusedException refusal(Signatures signatures, byte[] jar) {
    return assertThrows(RefusedException.class, () -> check(signatures, jar));
  }

  private void check(Signatures signatures, byte[] jar) throws Exception {
    signatures.check(Files.write(temp.resolve("x.jar"), jar));
  }

  @Test
  void aKeyInTheTrustStoreMaySign() {
    assertDoesNotThrow(() -> check(signing.trusting("me"), signing.sign(JAR, "me")));
  }

  @Test
  void aKeyWhoseCertificateWasIssuedByOneInTheTrustStoreMaySign() throws Exception {
    assertDoesNotThrow(() -> check(signing.trusting("ca"), signing.sign(JAR, "author")));
  }

  @Test
  void anotherKeyMayNot() throws Exception {
    RefusedException refusal = refusal(signing.trusting("me"), signing.sign(JAR, "ca"));
    assertTrue(
        refusal
            .getMessage()
            .startsWith("it is signed by CN=ca, whose certificate is not in the trust store"),
        refusal.getMessage());
  }

  @Test
  void aCertificateForSomethingElseMayNot() throws Exception {
    assertEquals(
        "it is signed by CN=web, whose certificate is not for signing code",
        refusal(signing.trusting("ca"), signing.sign(JAR, "web")).getMessage());
  }

  @Test
  void anUnsignedJarIsRefused() throws Exception {
    assertEquals(
        "content.txt in it is not signed, or with an algorithm that Java no"
            + " longer accepts; sign it with jarsigner and a key in the trust store",
        refusal(signing.trusting("me"), JAR).getMessage());
  }

  @Test
  void anEntryThatWasAddedLaterIsRefused() throws Exception {
    byte[] signed = rewrite(signing.sign(JAR, "me"), "", "added.class", "x");
    assertTrue(
        refusal(signing.trusting("me"), signed)
            .getMessage()
            .startsWith("added.class in it is not"));
  }

  @Test
  void anEntryThatWasChangedLaterIsRefused() throws Exception {
    byte[] signed = rewrite(signing.sign(JAR, "me"), "content.txt", "content.txt", "changed");
    assertTrue(
        refusal(signing.trusting("me"), signed).getMessage().startsWith("its signature is broken"));
  }

  @Test
  void aManifestThatWasChangedLaterIsRefused() throws Exception {
    String manifest =
        "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: evil\n\n";
    byte[] signed =
        rewrite(signing.sign(JAR, "me"), "META-INF/MANIFEST.MF", "META-INF/MANIFEST.MF", manifest);
    refusal(signing.trusting("me"), signed);
  }

  /** Leaves an entry out and adds one at the end; the manifest comes first as ever. */
  private static byte[] rewrite(byte[] jar, String without, String entry, String content)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry old; (old = in.getNextEntry()) != null; ) {
        out.putNextEntry(new ZipEntry(old.getName()));
        if (old.getName().equals(without)) {
          out.write(content.getBytes(StandardCharsets.UTF_8));
        } else {
          in.transferTo(out);
        }
      }
      if (!entry.equals(without)) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(content.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aDigestThatJavaNoLongerAcceptsIsRefused() throws Exception {
    assertTrue(
        refusal(signing.trusting("me"), signing.sign(JAR, "me", "MD5"))
            .getMessage()
            .contains("an algorithm that Java no longer accepts"));
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    Signatures later =
        signing.trusting(
            Clock.fixed(Instant.now().plus(Duration.ofDays(1000)), ZoneOffset.UTC), "me");
    RefusedException refusal = refusal(later, signing.sign(JAR, "me"));
    assertEquals(
        "the certificate of CN=me, which signed it, has expired; sign it with a new one",
        refusal.getMessage());
    assertEquals(Cure.CHANGE, refusal.cure());
  }

  @Test
  void anExpiredCertificateOfAChainIsRefused() throws Exception {
    Signatures later =
        signing.trusting(
            Clock.fixed(Instant.now().plus(Duration.ofDays(100)), ZoneOffset.UTC), "ca");
    assertEquals(
        "the certificate of CN=author, which signed it, has expired; sign it with a new one",
        refusal(later, signing.sign(JAR, "author")).getMessage());
  }

  /** Many a vehicle begins its day in 1970. */
  @Test
  void aClockThatIsWrongIsNamedAndTheJarIsTriedAgain() throws Exception {
    Signatures early = signing.trusting(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), "me");
    RefusedException refusal = refusal(early, signing.sign(JAR, "me"));
    assertEquals(
        "the certificate of CN=me, which signed it, is not valid yet; the clock of this machine"
            + " says 1970-01-01T00:00:00Z",
        refusal.getMessage());
    assertEquals(Cure.CIRCUMSTANCES, refusal.cure());
  }

  @Test
  void aTrustStoreThatCannotBeUsedIsAFault() throws Exception {
    Path store = signing.trustStore("me");
    Path password = Files.writeString(temp.resolve("password"), "wrong\n");
    assertThrows(IOException.class, () -> Signatures.of("", ""));
    assertThrows(IOException.class, () -> Signatures.of(temp.resolve("none").toString(), ""));
    assertThrows(IOException.class, () -> Signatures.of(store.toString(), password.toString()));
    Files.writeString(password, Signing.PASSWORD + "\n");
    assertDoesNotThrow(() -> Signatures.of(store.toString(), password.toString()));
    Path empty = signing.trustStore();
    assertThrows(
        GeneralSecurityException.class, () -> Signatures.of(empty.toString(), password.toString()));
  }
}
