package gateway.laboratory.outage;

import gateway.api.view.EventKind;
import java.io.IOException;

/** Faults of one stage of the gateway, and of the broker between the stages. */
final class StageFault {

  private static final long STOP_MILLIS = 5_000;

  private StageFault() {}

  /**
   * A stage is killed. Only what the module handler was answering at that moment may be missing;
   * the external client's end must not be noticed by any device, but what it had taken and not
   * confirmed yet is handed over again.
   */
  static Fault kill(TestRig rig, String stage) {
    return new Fault() {
      @Override
      public void begin() {
        rig.gateway().killStage(stage);
        if (stage.equals(GatewayProcess.MODULE_HANDLER)) {
          rig.answeredMayBeMissing();
        }
        if (stage.equals(GatewayProcess.EXTERNAL_CLIENT)) {
          rig.answeredMayRepeat();
          rig.storeEvents().expect(EventKind.STORE_EMPTY);
        }
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().startStage(stage);
      }
    };
  }

  /** A stage is stopped in an orderly way: nothing may be missing. */
  static Fault stop(TestRig rig, String stage) {
    return new Fault() {
      @Override
      public void begin() {
        rig.gateway().terminateStage(stage);
      }

      @Override
      public void end() throws IOException, InterruptedException {
        if (rig.gateway().awaitEndOf(stage, STOP_MILLIS).orElse(-1) != 0) {
          rig.findings().violation("the " + stage + " does not stop as it should");
        }
        rig.gateway().startStage(stage);
      }
    };
  }

  /**
   * The broker between the stages is killed: devices may be disconnected, nothing may be missing.
   */
  static Fault brokerKill(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() {
        rig.gateway().servesNoMore();
        rig.gateway().between().kill();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().between().start();
        rig.gateway().awaitServing();
      }
    };
  }
}
