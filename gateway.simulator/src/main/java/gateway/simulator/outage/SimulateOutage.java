package gateway.simulator.outage;

import gateway.simulator.console.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate outage}: breaks everything around a gateway, and looks for what is lost. */
@Command(
    name = "outage",
    description =
        "Starts a gateway of its own with a broker, devices and a cloud, breaks them in all ways,"
            + " and checks that every status arrives.",
    footer = {
      "",
      "Each status bears a number. It must reach the simulated External Server, by itself or",
      "counted in an error message; the messages of the gateway must keep the protocol; and its",
      "devices must not notice. Needs Mosquitto (Debian: apt install mosquitto).",
      "",
      "A round is one fault in one phase of a session, as the seed wants it:",
      "  phases: before-connect, connect, statuses, commands, established, running, disconnect",
      "  faults: see --list",
      "Exit status: 0, or 1 when something was lost or wrong or could not start, or 2 for usage",
      "errors."
    })
public final class SimulateOutage implements Callable<Integer> {

  private static final long PERIOD_NANOS = 100_000_000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(names = "--rounds", paramLabel = "N", description = "Number of rounds (each fault once).")
  private Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Begins no further round after this time.")
  private Double seconds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "What happens when; printed, and random by default.")
  private Long seed;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "Begins with this round of the seed (${DEFAULT-VALUE}).")
  private int from;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "12",
      description = "Number of devices, half of them missions (${DEFAULT-VALUE}).")
  private int devices;

  @Option(names = "--faults", paramLabel = "A,B", split = ",", description = "Only these faults.")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--phase", paramLabel = "A,B", split = ",", description = "Only these phases.")
  private List<String> phases = new ArrayList<>();

  @Option(names = "--list", description = "Lists the faults and ends.")
  private boolean list;

  @Option(
      names = "--keep",
      description = "Keeps the folder with logs and data, which is kept after a failure anyway.")
  private boolean keep;

  @Spec private CommandSpec spec;

  private PrintWriter out;
  private List<FaultKind> wantedFaults;
  private List<Phase> wantedPhases;

  @Override
  public Integer call() throws InterruptedException {
    out = spec.commandLine().getOut();
    if (list) {
      Stream.of(FaultKind.values()).forEach(kind -> out.printf("%-16s%s%n", kind, kind.meaning));
      out.flush();
      return 0;
    }
    readOptions();
    Optional<Path> mosquitto = Broker.find();
    if (mosquitto.isEmpty()) {
      return complain("Mosquitto is not installed (Debian: apt install mosquitto): nothing tried");
    }
    try {
      return work(mosquitto.get());
    } catch (IOException e) {
      return complain(e.getMessage());
    }
  }

  private void readOptions() {
    if (devices < 1 || from < 1 || rounds != null && rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--devices, --from and --rounds must be positive");
    }
    wantedFaults = named("--faults", faults, FaultKind.values());
    wantedPhases = named("--phase", phases, Phase.values());
    if (rounds == null) {
      rounds = seconds == null ? wantedFaults.size() : Integer.MAX_VALUE;
    }
    if (seed == null) {
      seed = (long) new Random().nextInt(1_000_000);
    }
  }

  private <T> List<T> named(String option, List<String> names, T[] all) {
    List<T> found = Stream.of(all).filter(each -> names.contains(each.toString())).toList();
    if (found.size() < names.stream().distinct().count()) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + ": choose from "
              + Stream.of(all).map(Object::toString).collect(Collectors.joining(", ")));
    }
    return found.isEmpty() ? List.of(all) : found;
  }

  private int complain(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(message);
    err.flush();
    return 1;
  }

  private int work(Path mosquitto) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gateway-outage-");
    OutageReport report = new OutageReport();
    boolean finished = false;
    try (Laboratory laboratory = new Laboratory(folder, home(), mosquitto, devices, PERIOD_NANOS)) {
      Thread hook = new Thread(() -> closeQuietly(laboratory), "outage-end");
      Runtime.getRuntime().addShutdownHook(hook);
      printIntroduction();
      laboratory.start();
      run(laboratory, report);
      finish(laboratory, report);
      finished = true;
      Runtime.getRuntime().removeShutdownHook(hook);
    } finally {
      if (keep || !finished || !report.isGood()) {
        print("Logs and data are in " + folder);
      } else {
        delete(folder);
      }
    }
    return report.isGood() ? 0 : 1;
  }

  private static void closeQuietly(Laboratory laboratory) {
    try {
      laboratory.close();
    } catch (IOException e) {
      System.err.println("simulate outage: " + e);
    }
  }

  /** The distribution that this program is part of. */
  private static Path home() throws IOException {
    String home = System.getProperty("gateway.home");
    if (home == null) {
      throw new IOException("run it as ./gateway simulate outage: it starts that gateway");
    }
    return Path.of(home);
  }

  private void printIntroduction() {
    print(
        "Outage laboratory: seed "
            + seed
            + ", "
            + devices
            + " devices at "
            + 1_000_000_000 / PERIOD_NANOS
            + " Hz");
    print(
        "All times of the protocol are divided by "
            + LabTimes.DIVISOR
            + ": a second here is "
            + LabTimes.DIVISOR
            + " s of a vehicle's. Not divided: the answer");
    print(
        "deadline of devices ("
            + LabTimes.ANSWER_DEADLINE
            + " ms), storing ("
            + LabTimes.STORED_AFTER
            + " ms), MQTT keep-alive and connect (1 s).");
  }

  private void run(Laboratory laboratory, OutageReport report)
      throws IOException, InterruptedException {
    Faults maker = laboratory.faults();
    long begin = System.nanoTime();
    for (int round = from; round - from < rounds; round++) {
      if (seconds != null && System.nanoTime() - begin > seconds * 1e9) {
        return;
      }
      RoundPlan plan = RoundPlan.of(seed, round, wantedFaults, wantedPhases, devices);
      Optional<String> missing = maker.missing(plan.fault());
      if (missing.isPresent()) {
        report.skip(plan.fault(), missing.get());
        continue;
      }
      if (Terminal.isInteractive()) {
        out.print("round " + round + "  " + plan.text() + " …\r");
        out.flush();
      }
      RoundResult result = laboratory.run(plan, maker.make(plan));
      report.add(result);
      print(OutageReport.line(result, String.format("%3d", round)));
      if (!result.isGood()) {
        failed(report, plan, result);
      }
    }
  }

  private void failed(OutageReport report, RoundPlan plan, RoundResult result) {
    for (String example : result.violations().examples()) {
      print("  ! " + shortened(example));
    }
    int more = result.violations().count() - result.violations().examples().size();
    if (more > 0) {
      print("  ! and " + more + " more");
    }
    report.fail("round " + plan.number() + " (" + plan.text() + "): repeat with " + repeat(plan));
  }

  private static String shortened(String text) {
    return text.length() <= 400 ? text : text.substring(0, 400) + "…";
  }

  private String repeat(RoundPlan plan) {
    StringBuilder command = new StringBuilder("./gateway simulate outage --seed ").append(seed);
    command.append(" --from ").append(plan.number()).append(" --rounds 1");
    command.append(" --devices ").append(devices);
    if (!faults.isEmpty()) {
      command.append(" --faults ").append(String.join(",", faults));
    }
    if (!phases.isEmpty()) {
      command.append(" --phase ").append(String.join(",", phases));
    }
    return command.toString();
  }

  private void finish(Laboratory laboratory, OutageReport report) throws InterruptedException {
    Violations.Found calm = laboratory.calm();
    calm.examples().forEach(example -> report.fail("afterwards: " + shortened(example)));
    print("");
    report.table().forEach(this::print);
    print("");
    print(
        String.format(
            "Store of the gateway: at most %d bytes; written to disk while it served: %d bytes",
            laboratory.largestStore(), laboratory.written()));
    report.oldestAtKill().ifPresent(this::print);
    laboratory.excuses().ifPresent(this::print);
    report.failures().forEach(this::print);
    print(report.verdict() + " (seed " + seed + ")");
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
