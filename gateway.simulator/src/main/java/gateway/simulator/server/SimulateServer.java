package gateway.simulator.server;

import gateway.simulator.console.HostConverter;
import gateway.simulator.console.PortConverter;
import gateway.simulator.console.Terminal;
import gateway.simulator.server.CommandScript.TypedCommand;
import gateway.simulator.server.MqttServer.BrokerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate server}: plays the External Server until it is interrupted. */
@Command(
    name = "server",
    description = "Plays the External Server, strict as the real one, and prints what arrives.",
    footer = {
      "",
      "Commands are typed, or stand in a file, one a line: MODULE/TYPE/ROLE JSON",
      "A line such as \"after 2s\" in the file waits before what follows.",
      "A command for a device that is not there yet waits for its connect sequence.",
      "Ctrl-C ends the session as the real server does; with --quiet it prints the totals."
    })
public final class SimulateServer implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      converter = HostConverter.class,
      defaultValue = "127.0.0.1",
      description = "Address of the MQTT broker (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      converter = PortConverter.class,
      defaultValue = "1883",
      description = "Port of the MQTT broker (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--company",
      paramLabel = "NAME",
      defaultValue = "demo",
      description = "Company of the vehicle (${DEFAULT-VALUE}).")
  private String company;

  @Option(
      names = "--vehicle",
      paramLabel = "NAME",
      defaultValue = "car1",
      description = "Name of the vehicle (${DEFAULT-VALUE}).")
  private String vehicle;

  @Option(
      names = "--poc",
      paramLabel = "CAR-ID",
      description =
          "Uses the topics of the proof of concept, to-server/CAR-ID and to-client/CAR-ID.")
  private String carId;

  @Option(
      names = "--modules",
      paramLabel = "N:T,T;…",
      defaultValue = "any",
      description =
          "Modules and types that it has libraries for, such as \"1:0,1;2:*\" (${DEFAULT-VALUE}).")
  private String modules;

  @Option(names = "--commands", paramLabel = "FILE", description = "Sends the commands of a file.")
  private Path commands;

  @Option(
      names = "--quiet",
      description = "Prints no statuses and commands, but the totals per device at the end.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints one JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final StatusTotals totals = new StatusTotals();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ServerSettings settings = ServerSettings.DEFAULT.with(servedModules());
    List<TypedCommand> script = script();
    PrintingListener listener = new PrintingListener(out, json, quiet, totals);
    MqttServer server =
        new MqttServer(
            new BrokerAddress(host, port, company, vehicle, Optional.ofNullable(carId)),
            settings,
            listener,
            listener::broker);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(server, out), "goodbye"));
    server.start();
    for (TypedCommand command : script) {
      server
          .executor()
          .schedule(
              () -> server.command(command.device(), command.data()),
              command.at().toMillis(),
              TimeUnit.MILLISECONDS);
    }
    if (quiet && Terminal.isInteractive()) {
      showRate(server);
    }
    readCommands(server);
    new CountDownLatch(1).await();
    return 0;
  }

  private ServerModules servedModules() {
    try {
      return ServerModules.parse(modules);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--modules: " + e.getMessage(), e);
    }
  }

  private List<TypedCommand> script() {
    if (commands == null) {
      return List.of();
    }
    try {
      return CommandScript.file(Files.readAllLines(commands, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--commands: cannot read " + commands, e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--commands: " + commands + ", " + e.getMessage(), e);
    }
  }

  private void showRate(MqttServer server) {
    long[] before = {0};
    server
        .executor()
        .scheduleAtFixedRate(
            () -> {
              long now = totals.total();
              System.err.printf("\r\u001b[K%d statuses/s, %d in all", now - before[0], now);
              System.err.flush();
              before[0] = now;
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  private void readCommands(MqttServer server) {
    Thread reader = new Thread(() -> readLines(server), "typed-commands");
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines(MqttServer server) {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        send(server, line);
      }
    } catch (IOException e) {
      complain("standard input: " + e.getMessage());
    }
  }

  private void send(MqttServer server, String line) {
    try {
      CommandScript.command(line)
          .ifPresent(command -> server.command(command.device(), command.data()));
    } catch (IllegalArgumentException e) {
      complain(String.valueOf(e.getMessage()));
    }
  }

  private void complain(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(message);
    err.flush();
  }

  /** Being interrupted is the ordinary end, so the exit status says success. */
  private void leave(MqttServer server, PrintWriter out) {
    server.close();
    if (quiet) {
      if (json) {
        out.println(totals.json());
      } else {
        totals.table().forEach(out::println);
      }
    }
    out.flush();
    Runtime.getRuntime().halt(0);
  }
}
