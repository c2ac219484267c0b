package gateway.laboratory.outage;

import gateway.simulator.SimulateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
        "Starts a gateway of its own with a broker, devices and a cloud, breaks each of them,"
            + " and checks that every status arrives.",
    footer = {
      "",
      "Each status bears a number. It must reach the simulated External Server, by",
      "itself or counted in an error message; the messages of the gateway must keep",
      "the protocol; and its devices must not notice.",
      "Needs Mosquitto (Debian: apt install mosquitto). See docs/evidence/outages.md.",
      "",
      "A round is one fault in one phase of a session; the seed chooses both.",
      "Phases: before-connect, connect, statuses, commands, established, running,",
      "disconnect. Faults: see --list.",
      "",
      "Exit status: 0, or 1 when something was lost or wrong or could not start, or 2",
      "for usage errors."
    })
public final class SimulateOutage implements SimulateCommand {

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
      description = "Chooses faults, phases and times; printed, random by default.")
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

  @Option(names = "--faults", paramLabel = "NAME", split = ",", description = "Only these faults.")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--phase", paramLabel = "NAME", split = ",", description = "Only these phases.")
  private List<String> phases = new ArrayList<>();

  @Option(
      names = "--apart",
      description = "Runs each stage of the gateway in a process of its own.")
  private boolean apart;

  @Option(names = "--list", description = "Lists the faults and ends.")
  private boolean list;

  @Option(
      names = "--keep",
      description = "Keeps the folder with logs and data, which is kept after a failure anyway.")
  private boolean keep;

  @Spec private CommandSpec spec;

  private PrintWriter out;
  private List<FaultKind> wantedFaults;
  private List<SessionPhase> wantedPhases;

  @Override
  public Integer call() throws InterruptedException {
    out = spec.commandLine().getOut();
    if (list) {
      Stream.of(FaultKind.values()).forEach(kind -> out.printf("%-16s%s%n", kind, kind.meaning()));
      out.flush();
      return 0;
    }
    readOptions();
    Optional<Path> mosquitto = Broker.find();
    if (mosquitto.isEmpty()) {
      return complain("Mosquitto is not installed (Debian: apt install mosquitto): nothing tried");
    }
    try {
      OutageRun.Wishes wishes =
          new OutageRun.Wishes(
              seed,
              from,
              rounds,
              Optional.ofNullable(seconds),
              devices,
              wantedFaults,
              wantedPhases,
              apart);
      return new OutageRun(wishes, out).run(home(), mosquitto.get(), keep) ? 0 : 1;
    } catch (IOException e) {
      return complain(e.getMessage());
    }
  }

  private void readOptions() {
    if (devices < 1 || from < 1 || rounds != null && rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--devices, --from and --rounds must be positive");
    }
    wantedFaults = named("--faults", faults, FaultKind.all(apart).toArray(FaultKind[]::new));
    wantedPhases = named("--phase", phases, SessionPhase.values());
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

  /** The distribution that this program is part of. */
  private static Path home() throws IOException {
    String home = System.getProperty("gateway.home");
    if (home == null) {
      throw new IOException("run it as ./gateway simulate outage: it starts that gateway");
    }
    return Path.of(home);
  }
}
