package gateway.tests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The distribution as built, in a process of its own, with the web console on. */
final class GatewayProcess implements AutoCloseable {

  private static final Path DISTRIBUTION = Path.of(System.getProperty("gateway.tests.home"));

  private final Path home;
  private final List<Process> others = new ArrayList<>();
  private final int devicePort = freePort();
  private final int webPort = freePort();
  private final Process process;
  private final String scheme;
  private final HttpClient client;

  /**
   * Starts it and waits until the device port and the console are open.
   *
   * @param configuration native form
   */
  GatewayProcess(String configuration) throws Exception {
    this(configuration, "http", HttpClient.newHttpClient());
  }

  /** Starts one whose web listener wants another client. */
  GatewayProcess(String configuration, String scheme, HttpClient client) throws Exception {
    this.scheme = scheme;
    this.client = client;
    home = Target.newHome();
    Files.createDirectories(deploy());
    Path config = Files.writeString(home.resolve("gateway.json"), configuration);
    List<String> run = new ArrayList<>(List.of("run"));
    run.addAll(List.of("--config", config.toString(), "--broker", "none"));
    run.addAll(List.of("--data", home.resolve("data").toString()));
    run.addAll(List.of("--deploy", deploy().toString()));
    run.addAll(List.of("--port", Integer.toString(devicePort)));
    run.addAll(List.of("--http", "127.0.0.1:" + webPort));
    process = start("log", run);
    Await.untilStarted(
        "the gateway is ready",
        () -> log().contains("Gateway ready") && log().contains("web console:"),
        this::log);
    Await.untilStarted(
        "the console asks for the login",
        () -> get("/system/console/fleet").statusCode() == 401,
        this::log);
  }

  private Process start(String log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xms16m", "-Xmx128m", "-XX:+UseSerialGC"));
    command.add("-Dgateway.home=" + DISTRIBUTION.toAbsolutePath().normalize());
    command.addAll(
        List.of("-jar", DISTRIBUTION.resolve("lib/gateway.distribution.jar").toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(home.resolve(log).toFile())
        .start();
  }

  /** Writes the configuration file again, which a running gateway follows. */
  void configure(String configuration) throws IOException {
    Files.writeString(home.resolve("gateway.json"), configuration);
  }

  /** Starts a simulated External Server for the vehicle demo/car1. */
  void startServer(int brokerPort) throws IOException {
    Process server =
        start(
            "server.log",
            List.of(
                "simulate",
                "server",
                "--port",
                Integer.toString(brokerPort),
                "--company",
                "demo",
                "--vehicle",
                "car1"));
    others.add(server);
  }

  /** Runs another command with the data folder of this gateway; returns its output and status. */
  String run(String command, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--data", home.resolve("data").toString()));
    words.addAll(List.of(arguments));
    Process run = start(command + ".log", words);
    run.getOutputStream().close();
    int status = run.waitFor();
    return Files.readString(home.resolve(command + ".log")) + "status " + status;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Path home() {
    return home;
  }

  Path deploy() {
    return home.resolve("deploy");
  }

  InetSocketAddress devices() {
    return new InetSocketAddress("127.0.0.1", devicePort);
  }

  /** Returns {@code 127.0.0.1:PORT} of the web listener. */
  String web() {
    return "127.0.0.1:" + webPort;
  }

  String password() throws IOException {
    return Files.readString(firstPassword()).strip();
  }

  /** Returns where the password is that a first start makes. */
  Path firstPassword() {
    return home.resolve("data/web-password");
  }

  String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(scheme + "://" + web() + path));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  /** Gets a page with name and password. */
  HttpResponse<String> getLoggedIn(String path) throws IOException, InterruptedException {
    byte[] login = ("admin:" + password()).getBytes(StandardCharsets.UTF_8);
    return send(
        request(path)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
            .build());
  }

  @Override
  public void close() {
    others.forEach(Process::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
