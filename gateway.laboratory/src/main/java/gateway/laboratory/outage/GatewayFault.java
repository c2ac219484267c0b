package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** Faults of the gateway itself. */
final class GatewayFault {

  private GatewayFault() {}

  static Fault kill(Bench bench) {
    return new Fault() {
      @Override
      public void begin() {
        bench.killGateway();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        bench.gateway().start();
      }
    };
  }

  static Fault stop(Bench bench) {
    return new Fault() {
      @Override
      public void begin() {
        bench.gateway().terminate();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        bench.awaitStopped();
        bench.gateway().start();
      }
    };
  }

  /** The gateway has undelivered data, and dies as soon as its store changes. */
  static Fault commitKill(Bench bench) {
    return new Fault() {
      private static final int LONGEST_WAIT = 2_000;

      @Override
      public void begin() throws IOException {
        bench.relay().cut();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        Thread.sleep(millis / 4);
        StoreFiles store = StoreFiles.in(bench.gateway().data());
        boolean seen = store.awaitChange(LONGEST_WAIT);
        bench.killGateway();
        bench.log().note("store", seen ? "was being written" : "was not written");
      }

      @Override
      public void end() throws IOException, InterruptedException {
        bench.gateway().start();
        bench.relay().restore();
      }
    };
  }

  /**
   * The gateway has undelivered data, goes down, and finds its store damaged. What is missing then
   * is excused if the gateway has said so.
   */
  static Fault damage(Bench bench, Random random, boolean truncate) {
    boolean orderly = random.nextBoolean();
    return new Fault() {
      @Override
      public void begin() throws IOException {
        bench.relay().cut();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        Thread.sleep(millis / 2 + 2 * LabTimes.STORED_AFTER);
        if (orderly) {
          bench.gateway().terminate();
          bench.awaitStopped();
        } else {
          bench.killGateway();
        }
        bench.storeEvents().damage();
        StoreFiles store = StoreFiles.in(bench.gateway().data());
        String done = truncate ? store.truncate(random) : store.overwrite(random);
        bench.log().note("store", done);
      }

      @Override
      public void end() throws IOException, InterruptedException {
        bench.gateway().start();
        bench.relay().restore();
      }
    };
  }
}
