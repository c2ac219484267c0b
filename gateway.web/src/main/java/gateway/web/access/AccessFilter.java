package gateway.web.access;

import gateway.api.view.EventKind;
import gateway.web.WebConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/**
 * Filters all requests to the web listener: applies {@link AccessRules}, sets security headers, and
 * logs every change.
 */
@Component(configurationPid = WebConfig.PID)
public final class AccessFilter implements Preprocessor {

  private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

  private static final long REFUSAL_LOG_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Request attribute: whether the client may see everything. */
  public static final String TRUSTED = "gateway.web.trusted";

  /** The pages of the Felix console have their scripts and styles inline; ours is stricter. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private final AccessRules rules;
  private final Login login;
  private final int probePort;
  private volatile long refusalLogged = System.nanoTime() - REFUSAL_LOG_NANOS;

  /** Makes the filter. */
  @Activate
  public AccessFilter(WebConfig config, @Reference Login login) {
    rules = AccessRules.of(config.address(), config.host$_$names(), config.upload$_$max$_$bytes());
    this.login = login;
    probePort = config.probe$_$port();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filter((HttpServletRequest) request, (HttpServletResponse) response, chain);
  }

  private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    setHeaders(response);
    String path = request.getRequestURI();
    boolean probe = probePort != 0 && request.getLocalPort() == probePort;
    if (probe) {
      if (!isProbe(path)) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
    } else {
      Optional<AccessRules.Refusal> refusal = rules.check(head(request));
      if (refusal.isPresent()) {
        refuse(request, response, refusal.get());
        return;
      }
    }
    boolean trusted = probe || isFromHere(request) || (isProbe(path) && login.isLoggedIn(request));
    request.setAttribute(TRUSTED, trusted);
    if (path.startsWith("/metrics") && !trusted) {
      login.authenticate(request, response);
      return;
    }
    chain.doFilter(request, response);
    Object user = request.getAttribute(ServletContextHelper.REMOTE_USER);
    if (isChange(request) && user != null) {
      LOG.info(
          MarkerFactory.getMarker(EventKind.OPERATOR),
          "Web: {} from {}: {} {} ({})",
          user,
          request.getRemoteAddr(),
          request.getMethod(),
          described(request),
          response.getStatus());
    }
  }

  /** The buttons of the Felix pages say what they do in the form, not in the path. */
  private static String described(HttpServletRequest request) {
    String query = request.getQueryString();
    String form = request.getContentType();
    boolean isForm = form != null && form.startsWith("application/x-www-form-urlencoded");
    String action = isForm ? request.getParameter("action") : null;
    return request.getRequestURI()
        + (query == null ? "" : '?' + query)
        + (action == null ? "" : " action " + action.replaceAll("[^A-Za-z0-9_.-]", "?"));
  }

  private static void setHeaders(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  /** A refused client may try a thousand times a second: it is logged once. */
  private void refuse(
      HttpServletRequest request, HttpServletResponse response, AccessRules.Refusal refusal)
      throws IOException {
    long now = System.nanoTime();
    if (now - refusalLogged >= REFUSAL_LOG_NANOS) {
      refusalLogged = now;
      LOG.warn("Web: request from {} refused: {}", request.getRemoteAddr(), refusal.reason());
    }
    response.setStatus(refusal.status());
    response.setContentType("text/plain;charset=UTF-8");
    response.setHeader("Connection", "close");
    response.getWriter().println(refusal.reason());
  }

  private static AccessRules.Head head(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean endless = length < 0 && request.getHeader("Transfer-Encoding") != null;
    return new AccessRules.Head(
        request.getMethod(),
        request.isSecure(),
        Optional.ofNullable(request.getHeader("Host")).orElse(""),
        Optional.ofNullable(request.getHeader("Origin")),
        Optional.ofNullable(request.getHeader("Referer")),
        Optional.ofNullable(request.getHeader("Sec-Fetch-Site")),
        endless ? -1 : Math.max(0, length));
  }

  private static boolean isProbe(String path) {
    return path.equals("/metrics") || path.equals("/health") || path.startsWith("/health/");
  }

  private static boolean isChange(HttpServletRequest request) {
    return !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
  }

  private static boolean isFromHere(HttpServletRequest request) throws IOException {
    return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
  }
}
