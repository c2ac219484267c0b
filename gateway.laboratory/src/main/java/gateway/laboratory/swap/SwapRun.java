package gateway.laboratory.swap;

import gateway.laboratory.swap.MeasuredPair.Phase;
import gateway.laboratory.swap.SwapDevices.Measured;
import gateway.laboratory.swap.module.Behaviour;
import gateway.simulator.load.EchoProcess;
import gateway.simulator.load.Histogram;
import gateway.simulator.load.LoadClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run against a gateway that has the first version and the other module: warming up, the pairs,
 * and at last versions that hang.
 */
final class SwapRun implements AutoCloseable {

  /** The module whose versions come and go. */
  static final int SWAPPED = 1;

  /** The module beside it, of which there is one version all the time. */
  static final int OTHER = 1002;

  private static final int DEADLINE_MILLIS = 250;
  private static final double ECHO_RATE = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration HANG = Duration.ofSeconds(5);
  private static final Duration AFTER_HANG = Duration.ofSeconds(2);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  /**
   * How much.
   *
   * @param seconds of each phase
   * @param devices of each module
   * @param rate statuses per second and device
   * @param pairs of an undisturbed phase and one with swaps
   */
  record Size(double seconds, int devices, double rate, int pairs) {

    /** Returns which statuses the modules send on: one a second of each device. */
    int every() {
      return Math.max(1, (int) Math.round(rate));
    }
  }

  /**
   * What became of a version that hangs.
   *
   * @param tookOver whether it served at all
   * @param back how long after that a device of its number was served by the version before; empty
   *     if it was not
   * @param during what the devices noticed
   * @param after what they noticed when those that were closed had connected again
   */
  record Hang(boolean tookOver, OptionalLong back, Phase during, Phase after) {}

  private final Size size;
  private final Consumer<String> progress;
  private final SwapDevices swapped;
  private final SwapDevices other;
  private final ProbeDevice probe;
  private final SwapScript script;
  private final EchoProcess echoProcess = EchoProcess.start();
  private final LoadClient echo;
  private final ExecutorService clients = Executors.newFixedThreadPool(3);

  SwapRun(
      InetSocketAddress address,
      ShippedModule module,
      DeployFolder folder,
      Optional<GatewayEvents> events,
      Size size,
      Consumer<String> progress)
      throws IOException {
    this.size = size;
    this.progress = progress;
    swapped = devices(address, SWAPPED);
    other = devices(address, OTHER);
    probe = new ProbeDevice(address, SWAPPED);
    echo =
        LoadClient.ofEcho(
            echoProcess.address(),
            List.of(SwapDevices.device(OTHER, "echo", size.every())),
            ECHO_RATE);
    script = new SwapScript(module, folder, swapped.takeovers(), events);
  }

  private SwapDevices devices(InetSocketAddress address, int module) throws IOException {
    return new SwapDevices(
        address, module, size.devices(), size.rate(), size.every(), DEADLINE_MILLIS);
  }

  /**
   * Connects all devices and lets them send for a while.
   *
   * @throws IOException if the first version does not serve them
   */
  void warmUp() throws IOException, InterruptedException {
    progress.accept("warming up");
    if (probe.await(SwapScript.FIRST, PATIENCE).isEmpty()) {
      throw new IOException(
          "a device of number "
              + SWAPPED
              + " is not served by the module put into the deploy folder: "
              + probe.failure());
    }
    quiet(WARM_UP);
  }

  /** Measures the pairs. */
  List<MeasuredPair> pairs() throws IOException, InterruptedException {
    List<MeasuredPair> pairs = new ArrayList<>();
    Duration duration = Duration.ofNanos(Math.round(size.seconds() * 1e9));
    for (int pair = 1; pair <= size.pairs(); pair++) {
      String which = size.pairs() == 1 ? "" : " " + pair + " of " + size.pairs();
      progress.accept("undisturbed" + which);
      Phase undisturbed = quiet(duration);
      progress.accept("swapping" + which);
      int before = script.steps().size();
      Clients all = new Clients(duration);
      script.run(duration.toNanos());
      List<SwapStep> steps = script.steps();
      pairs.add(
          new MeasuredPair(
              undisturbed, all.end(), List.copyOf(steps.subList(before, steps.size()))));
    }
    return pairs;
  }

  /** Drops a version that hangs, and removes it again. */
  Hang hang(Behaviour hangs) throws IOException, InterruptedException {
    progress.accept("a version that hangs");
    Clients all = new Clients(HANG);
    OptionalLong tookOver = script.dropHanging(hangs);
    OptionalLong back = probe.await(script.served(), PATIENCE);
    Phase during = all.end();
    script.removeHanging();
    return new Hang(
        tookOver.isPresent(),
        back.isPresent()
            ? OptionalLong.of(back.getAsLong() - tookOver.orElse(back.getAsLong()))
            : back,
        during,
        quiet(AFTER_HANG));
  }

  /** Returns how many statuses have not arrived in the cloud, after waiting for them. */
  long awaitCloud(ForwardedStatuses cloud) throws InterruptedException {
    progress.accept("waiting for the last statuses in the cloud");
    long until = System.nanoTime() + PATIENCE;
    long missing;
    do {
      TimeUnit.MILLISECONDS.sleep(100);
      missing =
          cloud.missing(SWAPPED, swapped.lastNumbers()) + cloud.missing(OTHER, other.lastNumbers());
    } while (missing > 0 && System.nanoTime() - until < 0);
    return missing;
  }

  private Phase quiet(Duration duration) throws IOException, InterruptedException {
    return new Clients(duration).end();
  }

  private Histogram echo(Duration duration) throws IOException {
    echo.open();
    Histogram times = new Histogram();
    echo.run(duration, times);
    return times;
  }

  @Override
  public void close() throws IOException {
    clients.shutdownNow();
    swapped.close();
    other.close();
    echo.close();
    echoProcess.close();
  }

  /** The devices of both modules and the echo, each with a thread, for the same time. */
  private final class Clients {

    private final Future<Measured> swappedResult;
    private final Future<Measured> otherResult;
    private final Future<Histogram> echoResult;

    Clients(Duration duration) {
      swappedResult = clients.submit(() -> swapped.run(duration));
      otherResult = clients.submit(() -> other.run(duration));
      echoResult = clients.submit(() -> echo(duration));
    }

    Phase end() throws IOException, InterruptedException {
      try {
        return new Phase(swappedResult.get(), otherResult.get(), echoResult.get());
      } catch (ExecutionException e) {
        throw new IOException(e.getCause().getMessage(), e.getCause());
      }
    }
  }
}
