package gateway.web.access;

import gateway.api.stage.InvalidValueException;
import gateway.web.WebConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of the console. The descriptors demand this provider by its id, so that the console's
 * own one, with its well-known password, never decides.
 */
@Component(
    service = {SecurityProvider.class, Login.class},
    configurationPid = WebConfig.PID,
    property = SecurityProvider.PROPERTY_ID + "=gateway.web")
public final class Login implements SecurityProvider {

  private static final Logger LOG = LoggerFactory.getLogger(Login.class);

  private final Credentials credentials;

  /** Uses the configured password, or the one made at the first start. */
  @Activate
  public Login(BundleContext context, WebConfig config) {
    this(
        new Credentials(
            config.user(),
            config.password().isEmpty()
                ? firstPassword(Path.of(context.getProperty("gateway.data")))
                : configured(config.password()),
            System::nanoTime));
  }

  Login(Credentials credentials) {
    this.credentials = credentials;
  }

  private static Predicate<String> configured(String hash) {
    try {
      PasswordHash password = PasswordHash.parse(hash);
      return text -> password.matches(text.toCharArray());
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "password", "must be a hash as ./gateway hash-password prints it");
    }
  }

  private static Predicate<String> firstPassword(Path data) {
    try {
      byte[] password = FirstPassword.readOrMake(data).getBytes(StandardCharsets.UTF_8);
      return text -> MessageDigest.isEqual(password, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    Credentials.Verdict verdict = verdict(request);
    if (verdict == Credentials.Verdict.ACCEPTED) {
      request.setAttribute(ServletContextHelper.REMOTE_USER, credentials.user());
      return credentials.user();
    }
    boolean tooMany = verdict == Credentials.Verdict.TOO_MANY;
    if (!tooMany && request.getHeader("Authorization") != null) {
      LOG.warn("Web: wrong name or password from {}", request.getRemoteAddr());
    }
    response.setHeader("WWW-Authenticate", "Basic realm=\"Module Gateway\", charset=\"UTF-8\"");
    response.setStatus(tooMany ? 429 : HttpServletResponse.SC_UNAUTHORIZED);
    return null;
  }

  private Credentials.Verdict verdict(HttpServletRequest request) {
    return credentials.check(Optional.ofNullable(request.getHeader("Authorization")));
  }

  /** Tells whether the request comes with name and password; asks for nothing. */
  boolean isLoggedIn(HttpServletRequest request) {
    return verdict(request) == Credentials.Verdict.ACCEPTED;
  }

  @Override
  public boolean authorize(Object user, String role) {
    return true;
  }

  /** The browser forgets name and password when they are refused. */
  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("WWW-Authenticate", "Basic realm=\"Module Gateway\"");
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
  }
}
