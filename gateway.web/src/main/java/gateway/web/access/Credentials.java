package gateway.web.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Decides about {@code Authorization: Basic …}. The header accepted last is remembered by its
 * digest, so that a page which asks every second costs one check of the password and not many.
 */
final class Credentials {

  /** The result of a check of a header. */
  enum Verdict {
    ACCEPTED,
    WRONG,
    TOO_MANY
  }

  private static final String BASIC = "Basic ";

  private final String user;
  private final Predicate<String> password;
  private final Attempts attempts;
  private volatile byte[] accepted = {};

  Credentials(String user, Predicate<String> password, LongSupplier clock) {
    this.user = user;
    this.password = password;
    this.attempts = new Attempts(clock);
  }

  String user() {
    return user;
  }

  Verdict check(Optional<String> authorization) {
    if (authorization.isEmpty()) {
      return Verdict.WRONG;
    }
    byte[] digest = digest(authorization.get());
    return MessageDigest.isEqual(digest, accepted)
        ? Verdict.ACCEPTED
        : look(authorization.get(), digest);
  }

  /** One check at a time: it is expensive, and must not take every core from the devices. */
  private synchronized Verdict look(String authorization, byte[] digest) {
    if (Arrays.equals(digest, accepted)) {
      return Verdict.ACCEPTED;
    }
    if (!attempts.mayTry()) {
      return Verdict.TOO_MANY;
    }
    if (!isRight(authorization)) {
      attempts.failed();
      return Verdict.WRONG;
    }
    attempts.succeeded();
    accepted = digest;
    return Verdict.ACCEPTED;
  }

  @SuppressWarnings("ShortCircuitBoolean")
  private boolean isRight(String authorization) {
    if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return false;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      // the password is looked at in any case: a wrong name must not be recognised by its time
      return colon >= 0
          & password.test(text.substring(colon + 1))
          & user.equals(text.substring(0, Math.max(0, colon)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
