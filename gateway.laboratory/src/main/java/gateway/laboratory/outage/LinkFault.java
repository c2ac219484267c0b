package gateway.laboratory.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Faults between the gateway and its broker, and of the broker. */
final class LinkFault {

  private static final int KILOBYTE = 1000;

  private LinkFault() {}

  static Fault cut(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() throws IOException {
        rig.relay().cut();
      }

      @Override
      public void end() throws IOException {
        rig.relay().restore();
      }
    };
  }

  /** When it ends, what was sent arrives late, or the link has been forgotten on its way. */
  static Fault blackHole(TestRig rig, Random random) {
    boolean forgotten = random.nextBoolean();
    return new Fault() {
      @Override
      public void begin() {
        rig.relay().hold();
      }

      @Override
      public void end() {
        if (forgotten) {
          rig.relay().drop();
        }
        rig.relay().release();
      }
    };
  }

  static Fault latency(TestRig rig, Random random) {
    return conditions(rig, new NetworkConditions(Duration.ofMillis(10 + random.nextInt(190)), 0));
  }

  static Fault slow(TestRig rig) {
    return conditions(rig, new NetworkConditions(Duration.ZERO, KILOBYTE));
  }

  private static Fault conditions(TestRig rig, NetworkConditions bad) {
    return new Fault() {
      @Override
      public void begin() {
        rig.relay().set(bad);
      }

      @Override
      public void end() {
        rig.relay().set(NetworkConditions.PERFECT);
      }
    };
  }

  static Fault brokerKill(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() {
        rig.log().note("broker", "killed");
        rig.broker().kill();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.broker().start();
        rig.log().note("broker", "started");
      }
    };
  }
}
