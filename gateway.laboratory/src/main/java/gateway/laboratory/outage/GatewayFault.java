package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** Faults of the gateway itself. */
final class GatewayFault {

  private GatewayFault() {}

  static Fault kill(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() {
        rig.killGateway();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().start();
      }
    };
  }

  static Fault stop(TestRig rig) {
    return new Fault() {
      @Override
      public void begin() {
        rig.gateway().terminate();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.awaitStopped();
        rig.gateway().start();
      }
    };
  }

  /** The gateway has undelivered data, and dies as soon as its store changes. */
  static Fault commitKill(TestRig rig) {
    return new Fault() {
      private static final int MAX_WAIT = 2_000;

      @Override
      public void begin() throws IOException {
        rig.relay().cut();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        Thread.sleep(millis / 4);
        StoreFiles store = StoreFiles.in(rig.gateway().data());
        boolean seen = store.awaitChange(MAX_WAIT);
        rig.killGateway();
        rig.log().note("store", seen ? "was being written" : "was not written");
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().start();
        rig.relay().restore();
      }
    };
  }

  /**
   * The gateway has undelivered data, goes down, and finds its store damaged. What is missing then
   * is excused if the gateway has said so.
   */
  static Fault damage(TestRig rig, Random random, boolean truncate) {
    boolean orderly = random.nextBoolean();
    return new Fault() {
      @Override
      public void begin() throws IOException {
        rig.relay().cut();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        Thread.sleep(millis / 2 + 2 * LabTimes.STORED_AFTER);
        if (orderly) {
          rig.gateway().terminate();
          rig.awaitStopped();
        } else {
          rig.killGateway();
        }
        rig.storeEvents().damage();
        StoreFiles store = StoreFiles.in(rig.gateway().data());
        String done = truncate ? store.truncate(random) : store.overwrite(random);
        rig.log().note("store", done);
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().start();
        rig.relay().restore();
      }
    };
  }
}
