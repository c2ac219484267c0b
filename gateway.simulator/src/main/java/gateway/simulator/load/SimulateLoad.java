package gateway.simulator.load;

import gateway.api.device.Device;
import gateway.simulator.console.GatewayAddress;
import gateway.simulator.console.Terminal;
import gateway.simulator.load.LoadReport.Round;
import gateway.simulator.wire.ClientFrames;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate load}: many devices, against a raw echo in the same run. */
@Command(
    name = "load",
    description = "Measures round trips of many devices against a raw TCP echo in the same run.",
    footer = {
      "",
      "Echo and gateway take turns, in at least five rounds; both get the same frames.",
      "With --forward the status changes every time and carries a running number, under",
      "the key \"sequence\", which simulate server --quiet checks.",
      "Exit status: 0, or 1 when the gateway is not there or rejects a device, or 2 for",
      "usage errors."
    })
public final class SimulateLoad implements Callable<Integer> {

  private static final int MIN_ROUNDS = 5;

  /** Longer, and the gateway would drop the devices that are silent during the echo's turn. */
  private static final double MAX_PHASE = 10;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Mixin private GatewayAddress address;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "10",
      description = "Number of devices (${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Seconds to measure each side (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "0",
      description = "Statuses per second and device; 0, the default, for as fast as possible.")
  private double rate;

  @Option(names = "--forward", description = "Changes the status every time.")
  private boolean forward;

  @Option(
      names = "--module",
      paramLabel = "N",
      defaultValue = "1",
      description = "Module number (${DEFAULT-VALUE}).")
  private int module;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "Device type (1 for module 1, otherwise 0).")
  private Integer type;

  @Option(
      names = "--status",
      paramLabel = "JSON",
      description = "Sends this status, unchanged, instead of the module's usual one.")
  private String status;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "2",
      description = "Seconds for each side that are not measured (${DEFAULT-VALUE}).")
  private double warmup;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Process of the gateway on this machine: adds its CPU time; may be repeated.")
  private List<Long> pids = new ArrayList<>();

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      LoadReport report = measure(status());
      if (json) {
        out.println(report.json());
      } else {
        report.table().forEach(out::println);
      }
      out.flush();
      return 0;
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(address + ": " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private LoadStatus status() {
    if (devices < 1 || seconds <= 0 || warmup < 0 || rate < 0) {
      throw new ParameterException(
          spec.commandLine(), "--devices and --seconds must be positive, no value negative");
    }
    if (status != null) {
      if (forward) {
        throw new ParameterException(spec.commandLine(), "--status does not go with --forward");
      }
      return LoadStatus.fixed(status);
    }
    try {
      return LoadStatus.of(module, forward);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private LoadReport measure(LoadStatus what) throws IOException {
    int rounds = (int) Math.max(MIN_ROUNDS, Math.ceil(seconds / MAX_PHASE));
    Duration phase = seconds(seconds / rounds);
    try (EchoProcess echoProcess = EchoProcess.start();
        LoadClient echo = new LoadClient(echoProcess.address(), true, devices(what), rate);
        LoadClient gateway = new LoadClient(address.resolve(), false, devices(what), rate)) {
      gateway.open();
      echo.open();
      progress("warming up");
      echo.run(seconds(warmup), new Histogram());
      gateway.run(seconds(warmup), new Histogram());
      List<Round> measured = new ArrayList<>();
      double cpu = 0;
      for (int round = 1; round <= rounds; round++) {
        echo.open();
        gateway.open();
        Histogram echoTimes = new Histogram();
        Histogram gatewayTimes = new Histogram();
        LoadClient.Phase echoed = echo.run(phase, echoTimes);
        double before = cpuSeconds();
        LoadClient.Phase answered = gateway.run(phase, gatewayTimes);
        cpu += cpuSeconds() - before;
        measured.add(new Round(echoed, echoTimes, answered, gatewayTimes));
        progress(
            String.format(
                Locale.ROOT,
                "round %d of %d: echo %.0f/s, gateway %.0f/s, p99 %.1f µs, %d drops",
                round,
                rounds,
                echoed.rate(),
                answered.rate(),
                gatewayTimes.percentile(0.99) / 1e3,
                answered.drops()));
      }
      progress("");
      return new LoadReport(devices, measured, cpu);
    }
  }

  private List<LoadDevice> devices(LoadStatus what) {
    int deviceType = type != null ? type : module == 1 ? 1 : 0;
    return IntStream.range(0, devices)
        .mapToObj(i -> Device.of(module, deviceType, "load" + i, "load" + i, 0))
        .map(device -> new LoadDevice(ClientFrames.device(device), what))
        .toList();
  }

  private double cpuSeconds() {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(time -> time.toNanos() / 1e9)
        .sum();
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos(Math.round(value * 1e9));
  }

  private static void progress(String text) {
    if (Terminal.isInteractive()) {
      System.err.print("\r\u001b[K" + text);
      System.err.flush();
    }
  }
}
