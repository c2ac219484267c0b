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

  static Fault kill(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() {
        rig.cloud().kill();
      }

      @Override
      public void end() {
        rig.cloud().start();
      }
    };
  }

  static Fault stop(TestRig rig) {
    return new Fault() {
      private Thread stopping;

      @Override
      public void begin() {
        stopping = Threads.start("cloud-stop", rig.cloud()::stop);
      }

      @Override
      public void end() throws InterruptedException {
        stopping.join();
        rig.cloud().start();
      }
    };
  }

  static Fault late(TestRig rig, Random random) {
    Duration lateness = Duration.ofMillis(LATE.get(random.nextInt(LATE.size())));
    return new Fault() {
      @Override
      public void begin() {
        rig.cloud().answerAfter(lateness);
      }

      @Override
      public void end() {
        rig.cloud().answerAfter(Duration.ZERO);
      }
    };
  }

  /**
   * The server is replaced by one that does not know a device, or a whole module. The others must
   * go on; those it refuses are tried again after a minute, and after a restart of the gateway
   * (PROTOCOL section 4.9).
   */
  static Fault refuses(TestRig rig, Random random) {
    Map<Integer, DeviceTypes> types = new HashMap<>();
    types.put(StatusKind.MISSION.module, DeviceTypes.of(1));
    if (random.nextBoolean()) {
      types.put(StatusKind.BUTTON.module, DeviceTypes.ALL);
    }
    return new Refusing(rig, ServerModules.of(types), random.nextInt(4) == 0);
  }

  private static final class Refusing implements Fault {
    private static final int PATIENCE = 15_000;

    private final TestRig rig;
    private final ServerModules modules;
    private final boolean waits;

    Refusing(TestRig rig, ServerModules modules, boolean waits) {
      this.rig = rig;
      this.modules = modules;
      this.waits = waits;
    }

    @Override
    public void begin() {
      rig.cloud().kill();
      rig.cloud().start(modules);
    }

    @Override
    public void last(long millis) throws InterruptedException {
      Thread.sleep(millis);
      rig.awaitOthers("what the server refuses", this::isAccepted, PATIENCE);
    }

    private boolean isAccepted(DeviceKey key) {
      return modules.supports(key.module(), key.deviceType());
    }

    @Override
    public void end() throws IOException, InterruptedException {
      rig.cloud().kill();
      rig.cloud().start();
      rig.awaitRefused(waits);
    }
  }
}
