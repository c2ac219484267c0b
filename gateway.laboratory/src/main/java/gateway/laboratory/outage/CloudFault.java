package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.simulator.server.ServerModules;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Faults of the External Server. */
final class CloudFault {

  /** Within what the gateway waits for, at its limit, and beyond. */
  private static final List<Integer> LATE =
      List.of(100, LabTimes.SEQUENCE_TIMEOUT - 50, LabTimes.STATUS_DEADLINE + 300);

  private CloudFault() {}

  static Fault kill(Bench bench) {
    return new Fault() {
      @Override
      public void begin() {
        bench.cloud().kill();
      }

      @Override
      public void end() {
        bench.cloud().start();
      }
    };
  }

  static Fault stop(Bench bench) {
    return new Fault() {
      private Thread stopping;

      @Override
      public void begin() {
        stopping = Threads.start("cloud-stop", bench.cloud()::stop);
      }

      @Override
      public void end() throws InterruptedException {
        stopping.join();
        bench.cloud().start();
      }
    };
  }

  static Fault late(Bench bench, Random random) {
    Duration lateness = Duration.ofMillis(LATE.get(random.nextInt(LATE.size())));
    return new Fault() {
      @Override
      public void begin() {
        bench.cloud().answerAfter(lateness);
      }

      @Override
      public void end() {
        bench.cloud().answerAfter(Duration.ZERO);
      }
    };
  }

  /**
   * The server is replaced by one that does not know a device, or a whole module. The others must
   * go on; those it refuses are delivered after a restart of the gateway (PROTOCOL section 4.9).
   */
  static Fault refuses(Bench bench, Random random) {
    Map<Integer, DeviceTypes> types = new HashMap<>();
    types.put(StatusKind.MISSION.module, DeviceTypes.of(1));
    if (random.nextBoolean()) {
      types.put(StatusKind.BUTTON.module, DeviceTypes.ALL);
    }
    return new Refusing(bench, ServerModules.of(types));
  }

  private static final class Refusing implements Fault {
    private static final int PATIENCE = 15_000;

    private final Bench bench;
    private final ServerModules modules;

    Refusing(Bench bench, ServerModules modules) {
      this.bench = bench;
      this.modules = modules;
    }

    @Override
    public void begin() {
      bench.cloud().kill();
      bench.cloud().start(modules);
    }

    @Override
    public void last(long millis) throws InterruptedException {
      Thread.sleep(millis);
      Ledger.Mark mark = bench.ledger().mark();
      if (!Threads.await(PATIENCE, () -> bench.ledger().isSettled(mark, this::isAccepted))) {
        bench
            .findings()
            .violation(
                "devices that the server refuses keep others out: "
                    + bench.ledger().unsettled(mark, this::isAccepted));
      }
    }

    private boolean isAccepted(DeviceKey key) {
      return modules.supports(key.module(), key.deviceType());
    }

    @Override
    public void end() throws IOException, InterruptedException {
      bench.cloud().kill();
      bench.cloud().start();
      bench.gateway().terminate();
      bench.awaitStopped();
      bench.gateway().start();
    }
  }
}
