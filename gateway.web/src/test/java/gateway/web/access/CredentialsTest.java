package gateway.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.web.access.Credentials.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  private long now;
  private int looks;
  private final Credentials credentials =
      new Credentials(
          "admin",
          password -> {
            looks++;
            return password.equals("käse:brot");
          },
          () -> now);

  private Verdict check(String name, String password) {
    byte[] text = (name + ':' + password).getBytes(StandardCharsets.UTF_8);
    return header("Basic " + Base64.getEncoder().encodeToString(text));
  }

  private Verdict header(String header) {
    return credentials.check(Optional.of(header));
  }

  @Test
  void nameAndPasswordMustBothBeRight() {
    assertEquals(Verdict.ACCEPTED, check("admin", "käse:brot"));
    assertEquals(Verdict.WRONG, check("admin", "käse"));
    assertEquals(Verdict.WRONG, check("root", "käse:brot"));
    assertEquals(Verdict.WRONG, credentials.check(Optional.empty()));
  }

  @Test
  void whatIsNoHeaderOfThisKindIsWrong() {
    assertEquals(Verdict.WRONG, header("Bearer abc"));
    assertEquals(Verdict.WRONG, header("Basic ***"));
    assertEquals(Verdict.WRONG, header("Basic "));
    assertEquals(Verdict.WRONG, header("Basic YWRtaW4="));
  }

  @Test
  void aPageThatAsksEverySecondCostsOneLookAtThePassword() {
    for (int i = 0; i < 100; i++) {
      assertEquals(Verdict.ACCEPTED, check("admin", "käse:brot"));
    }
    assertEquals(1, looks);
  }

  @Test
  void whoGuessesHasOneAttemptASecondAndDoesNotLockOutWhoKnows() {
    assertEquals(Verdict.ACCEPTED, check("admin", "käse:brot"));
    for (int i = 0; i < 5; i++) {
      assertEquals(Verdict.WRONG, check("admin", "guess" + i));
    }
    assertEquals(Verdict.TOO_MANY, check("admin", "guess"));
    assertEquals(6, looks);
    assertEquals(Verdict.ACCEPTED, check("admin", "käse:brot"));
    now += TimeUnit.SECONDS.toNanos(1);
    assertEquals(Verdict.WRONG, check("admin", "guess"));
    assertEquals(Verdict.TOO_MANY, check("admin", "guess"));
  }

  @Test
  void hashesAreReadBackAndSalted() {
    PasswordHash hash = PasswordHash.of("correct horse".toCharArray());
    assertTrue(PasswordHash.parse(hash.toString()).matches("correct horse".toCharArray()));
    assertFalse(PasswordHash.parse(hash.toString()).matches("correct hors".toCharArray()));
    assertNotEquals(hash.toString(), PasswordHash.of("correct horse".toCharArray()).toString());
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse("correct horse"));
  }

  @Test
  void theFirstPasswordIsKeptForItsUserAlone(@TempDir Path data) throws Exception {
    String password = FirstPassword.readOrMake(data);
    assertEquals(16, password.length());
    assertEquals(password, FirstPassword.readOrMake(data));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("web-password"))));
  }
}
