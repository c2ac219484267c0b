package gateway.laboratory.outage;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a gateway how it is, as an orchestrator does. */
final class GatewayHealth {

  private static final int PATIENCE = 5_000;

  private final URI address;

  GatewayHealth(int port) {
    address = URI.create("http://127.0.0.1:" + port + "/health");
  }

  boolean isGood() {
    try {
      HttpURLConnection connection = open();
      int status = connection.getResponseCode();
      connection.disconnect();
      return status == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what it says; where there is no answer, why. */
  String text() {
    try {
      HttpURLConnection connection = open();
      boolean good = connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST;
      try (InputStream in = good ? connection.getInputStream() : connection.getErrorStream()) {
        return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      return e.toString();
    }
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    return connection;
  }
}
