package gateway.distribution;

import gateway.config.EnvironmentValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running gateway for its health; for health checks of containers and for people. */
@Command(
    name = "health",
    description = "Print the health of the running gateway in one line.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status: 0 healthy, 1 not healthy or no answer within five seconds, 2 usage error."
    })
final class HealthCommand implements Callable<Integer> {

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_ANSWER = 64 * 1024;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description =
          "URL to ask (http://127.0.0.1:8080/health, or where GATEWAY_WEB_PROBE_PORT or"
              + " GATEWAY_HTTP says).")
  private String url;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    URI asked = uri(url == null ? defaultUrl(System.getenv()) : url);
    try {
      HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      PrintWriter out = spec.commandLine().getOut();
      out.println(line(status, answer(connection)));
      out.flush();
      return status == HttpURLConnection.HTTP_OK ? 0 : 1;
    } catch (IOException e) {
      throw new StartException("no answer from " + asked + ": " + e.getMessage(), e);
    }
  }

  private URI uri(String text) {
    try {
      URI uri = URI.create(text);
      uri.toURL();
      if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
        throw new MalformedURLException();
      }
      return uri.getRawPath().length() > 1 ? uri : uri.resolve("/health");
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + text + "' is not a URL such as http://127.0.0.1:8080/health");
    }
  }

  /** Returns the URL of a gateway with these variables. */
  static String defaultUrl(Map<String, String> environment) {
    String port = given(environment, "GATEWAY_WEB_PROBE_PORT", "0");
    String listener = given(environment, "GATEWAY_HTTP", "127.0.0.1:8080");
    if (!port.equals("0")) {
      String address = given(environment, "GATEWAY_WEB_PROBE_ADDRESS", "127.0.0.1");
      listener = (address.contains(":") ? "[" + address + "]" : address) + ':' + port;
    }
    return "http://"
        + listener.replaceFirst("^(0\\.0\\.0\\.0|\\[::])(?=:)", "127.0.0.1")
        + "/health";
  }

  private static String given(Map<String, String> environment, String name, String otherwise) {
    // run has warned of what it ignores
    return EnvironmentValues.of(environment, name, warning -> {}).orElse(otherwise);
  }

  private static String answer(HttpURLConnection connection) throws IOException {
    InputStream failure = connection.getErrorStream();
    try (InputStream in = failure == null ? connection.getInputStream() : failure) {
      return new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
    }
  }

  private static String line(int status, String answer) {
    String line = answer.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.startsWith("{") ? line : "status " + status + (line.isEmpty() ? "" : ": " + line);
  }
}
