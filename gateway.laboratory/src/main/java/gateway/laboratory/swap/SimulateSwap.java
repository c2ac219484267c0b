package gateway.laboratory.swap;

import gateway.laboratory.swap.module.Behaviour;
import gateway.simulator.SimulateCommand;
import gateway.simulator.console.GatewayAddress;
import gateway.simulator.console.Terminal;
import gateway.simulator.server.MqttServer;
import gateway.simulator.server.MqttServer.BrokerAddress;
import gateway.simulator.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate swap}: versions of a module come and go under load. */
@Command(
    name = "swap",
    description =
        "Drops, overwrites, breaks and removes versions of the mission module while its devices"
            + " send, and shows what they notice, and those of another module.",
    footer = {
      "",
      "Starts a gateway of its own, with a simulated External Server. With --deploy it",
      "works on one that runs, whose number 1 it takes over until it ends: never on a",
      "vehicle in service. Then the cloud is not looked at, and no version hangs.",
      "",
      "Each status carries a number, and each answer must carry it too. One status a",
      "second and device goes on to the cloud. Versions are made from the shipped one.",
      "",
      "Exit status: 0, or 1 when a count is wrong or the gateway does not start, or 2",
      "for usage errors. Times are shown and never judged."
    })
public final class SimulateSwap implements SimulateCommand {

  private static final double MIN_SECONDS = 10;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "Seconds of each phase, undisturbed and swapping (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Pairs of such phases (${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "100",
      description = "Devices of each of the two modules (${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "100",
      description = "Statuses per second and device (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Folder for the gateway that is started, and its log (one that is deleted if nothing is"
              + " wrong).")
  private Path work;

  @Option(
      names = "--deploy",
      paramLabel = "DIR",
      description = "Deploy folder of a gateway that runs, at --host and --port.")
  private Path deploy;

  @Mixin private GatewayAddress address;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    check();
    try {
      SwapReport report = deploy == null ? withOwnGateway() : withRunningGateway();
      progress("");
      PrintWriter out = spec.commandLine().getOut();
      report.lines().forEach(out::println);
      out.flush();
      if (report.faults().isEmpty()) {
        return 0;
      }
      report.faults().forEach(fault -> complain("wrong: " + fault));
    } catch (FileSystemException e) {
      progress("");
      complain(e.toString());
    } catch (IOException e) {
      progress("");
      complain(e.getMessage());
    }
    return 1;
  }

  private void check() {
    if (devices < 1 || rate <= 0 || pairs < 1 || seconds < MIN_SECONDS) {
      throw usage("--devices, --rate and --pairs must be positive, --seconds at least 10");
    }
    boolean addressed = Stream.of("--host", "--port").anyMatch(this::isGiven);
    if (deploy == null ? addressed : work != null) {
      throw usage("--host and --port go with --deploy, and --work does not");
    }
    if (deploy != null && !Files.isDirectory(deploy)) {
      throw usage("--deploy: no folder " + deploy);
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private SwapReport withRunningGateway() throws IOException, InterruptedException {
    ShippedModule module = shipped();
    try (DeployFolder folder = prepared(deploy, module);
        SwapRun run = run(address.resolve(), module, folder, Optional.empty())) {
      run.warmUp();
      return new SwapReport(size(), run.pairs(), Optional.empty(), 0, Map.of());
    }
  }

  private SwapReport withOwnGateway() throws IOException, InterruptedException {
    ShippedModule module = shipped();
    Path folder = work == null ? Files.createTempDirectory("gateway-swap") : work;
    Path deployed = Files.createDirectories(folder.resolve("deploy"));
    progress("starting a gateway");
    SwapReport report;
    try (DeployFolder files = prepared(deployed, module);
        OwnGateway gateway = OwnGateway.start(home(), folder, deployed)) {
      report = measure(gateway, module, files);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; see " + folder, e);
    }
    if (!report.faults().isEmpty()) {
      complain("the log of the gateway: " + folder.resolve(OwnGateway.LOG));
    } else if (work == null) {
      delete(folder);
    }
    return report;
  }

  private SwapReport measure(OwnGateway gateway, ShippedModule module, DeployFolder folder)
      throws IOException, InterruptedException {
    ForwardedStatuses cloud = new ForwardedStatuses(size().every());
    BrokerAddress broker =
        new BrokerAddress(
            "127.0.0.1", gateway.brokerPort(), OwnGateway.COMPANY, OwnGateway.VEHICLE);
    try (MqttServer server = new MqttServer(broker, ServerSettings.DEFAULT, cloud, state -> {});
        SwapRun run = run(gateway.address(), module, folder, Optional.of(gateway.events()))) {
      server.start();
      run.warmUp();
      List<MeasuredPair> measured = run.pairs();
      long missing = run.awaitCloud(cloud);
      ForwardedStatuses.Counts arrived = cloud.counts();
      Map<Behaviour, SwapRun.Hang> hangs = new EnumMap<>(Behaviour.class);
      for (Behaviour behaviour : List.of(Behaviour.HANGS, Behaviour.HANGS_LATER)) {
        hangs.put(behaviour, run.hang(behaviour));
      }
      return new SwapReport(size(), measured, Optional.of(arrived), missing, hangs);
    }
  }

  private SwapRun.Size size() {
    return new SwapRun.Size(seconds, devices, rate, pairs);
  }

  private SwapRun run(
      InetSocketAddress gateway,
      ShippedModule module,
      DeployFolder folder,
      Optional<GatewayEvents> events)
      throws IOException {
    return new SwapRun(gateway, module, folder, events, size(), SimulateSwap::progress);
  }

  private DeployFolder prepared(Path folder, ShippedModule module) throws IOException {
    DeployFolder files = new DeployFolder(folder);
    // being interrupted must not leave versions of ours in somebody's folder
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(files), "deploy-folder"));
    SwapScript.begin(module, files);
    files.move("other", module.other("swap.other", SwapRun.OTHER));
    return files;
  }

  private void close(DeployFolder files) {
    try {
      files.close();
    } catch (IOException e) {
      complain(e.toString());
    }
  }

  private ShippedModule shipped() throws IOException {
    Path folder = home().resolve("deploy");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "modules.mission-*.jar")) {
      for (Path jar : jars) {
        return new ShippedModule(jar);
      }
    }
    throw new IOException("no modules.mission in " + folder);
  }

  private static Path home() throws IOException {
    String home = System.getProperty("gateway.home");
    if (home == null) {
      throw new IOException("needs the distribution: run it as ./gateway simulate swap");
    }
    return Path.of(home);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void complain(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(message);
    err.flush();
  }

  private static void progress(String text) {
    if (Terminal.isInteractive()) {
      System.err.print("\r\u001b[K" + text);
      System.err.flush();
    }
  }
}
