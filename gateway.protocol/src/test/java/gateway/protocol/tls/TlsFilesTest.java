package gateway.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault names its key; links with real certificates are tried in gateway.external. */
class TlsFilesTest {

  private static final String AUTHORITY =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdjCCARugAwIBAgIUEwTASqgldczi/jDaD1jKiNFdTf8wCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxMjM4NTVaGA8yMTI2MTAyOTEyMzg1
      NVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNLr
      dqUCIBr7J0JTZVfTod9Gz5aXtXLemzxO/P4S9p1tvA4IKP31uOAvIjMw0FEKttBG
      BfhkaYAznRXOjWRO2wqjUzBRMB0GA1UdDgQWBBQUUl+QAE4qe44bzl5epONOeVx1
      ITAfBgNVHSMEGDAWgBQUUl+QAE4qe44bzl5epONOeVx1ITAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDwsqpJivaJHvQxplEx99rKcXfz+lPmyYjw
      N5wepKMRrwIhAMPzo8kzV9uGGh09wNOrBIneEXstCeahtnzvZYJjTGCY
      -----END CERTIFICATE-----
      """;

  private static void assertFault(String key, String rule, TlsFiles files) {
    TlsFileException fault = assertThrows(TlsFileException.class, files::check);
    assertEquals(key, fault.key());
    assertTrue(fault.rule().startsWith(rule), fault.rule());
    assertEquals(key + ' ' + fault.rule(), fault.getMessage());
  }

  @Test
  void incompleteTlsIsRefused(@TempDir Path folder) throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    String missing = folder.resolve("missing.pem").toString();
    for (String file : List.of("", missing, folder.toString(), garbage.toString())) {
      assertFault("ca-file", "", new TlsFiles(file, file, file));
    }
  }

  @Test
  void editorsOfWindowsMayHaveWrittenTheFile(@TempDir Path folder) throws IOException {
    String written = '\uFEFF' + ("Authority of our fleet\n" + AUTHORITY).replace("\n", "\r\n");
    String ca = Files.writeString(folder.resolve("ca.pem"), written).toString();
    assertDoesNotThrow(() -> new TlsFiles(ca, "", "").check());
  }

  @Test
  void aServerCanBeCheckedWithoutOwnCertificate(@TempDir Path folder) throws IOException {
    String ca = Files.writeString(folder.resolve("ca.pem"), AUTHORITY).toString();
    assertDoesNotThrow(() -> new TlsFiles(ca, "", "").check());
    assertFault("client-key", "is missing, but ssl is true", new TlsFiles(ca, ca, ""));
    assertFault("client-cert", "is missing, but ssl is true", new TlsFiles(ca, "", ca));
    assertFault("client-key", "holds no PEM private key", new TlsFiles(ca, ca, ca));
  }
}
