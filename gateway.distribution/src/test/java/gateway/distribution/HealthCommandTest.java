package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int health(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "health";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }

  private int ask(int status, String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      return health("http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aHealthyGatewayIsStatus0AndOneLine() throws Exception {
    assertEquals(0, ask(200, "{\"status\":\"OK\",\n \"checks\":[]}"));
    assertEquals("{\"status\":\"OK\", \"checks\":[]}", out.toString().strip());
  }

  @Test
  void anUnhealthyOneIsStatus1AndSaysWhy() throws Exception {
    assertEquals(1, ask(503, "{\"status\":\"CRITICAL\"}"));
    assertEquals("{\"status\":\"CRITICAL\"}", out.toString().strip());
  }

  @Test
  void whatIsNoGatewayIsStatus1() throws Exception {
    assertEquals(1, ask(404, "nothing here"));
    assertEquals("status 404: nothing here", out.toString().strip());
  }

  @Test
  void noAnswerIsStatus1AndNamesTheUrl() {
    assertEquals(1, health("http://127.0.0.1:1/health"));
    assertTrue(err.toString().startsWith("no answer from http://127.0.0.1:1/health: "));
  }

  @Test
  void whatIsNoUrlIsAUsageError() {
    assertEquals(2, health("8080"));
    assertEquals(2, health("ftp://x/"));
  }

  @Test
  void theVariablesOfTheGatewaySayWhereToAsk() {
    assertEquals("http://127.0.0.1:8080/health", HealthCommand.defaultUrl(Map.of()));
    assertEquals(
        "http://127.0.0.1:9000/health",
        HealthCommand.defaultUrl(Map.of("GATEWAY_HTTP", "0.0.0.0:9000")));
    assertEquals(
        "http://127.0.0.1:8081/health",
        HealthCommand.defaultUrl(
            Map.of("GATEWAY_HTTP", "0.0.0.0:9000", "GATEWAY_WEB_PROBE_PORT", "8081")));
    assertEquals(
        "http://[fd00::1]:8081/health",
        HealthCommand.defaultUrl(
            Map.of("GATEWAY_WEB_PROBE_ADDRESS", "fd00::1", "GATEWAY_WEB_PROBE_PORT", "8081")));
  }
}
