package gateway.laboratory.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Faults between the gateway and its broker, and of the broker. */
final class LinkFault {

  private static final int KILOBYTE = 1000;

  private LinkFault() {}

  static Fault cut(Bench bench) {
    return new Fault() {
      @Override
      public void begin() throws IOException {
        bench.relay().cut();
      }

      @Override
      public void end() throws IOException {
        bench.relay().restore();
      }
    };
  }

  /** When it ends, what was sent arrives late, or the link has been forgotten on its way. */
  static Fault blackHole(Bench bench, Random random) {
    boolean forgotten = random.nextBoolean();
    return new Fault() {
      @Override
      public void begin() {
        bench.relay().hold();
      }

      @Override
      public void end() {
        if (forgotten) {
          bench.relay().drop();
        }
        bench.relay().release();
      }
    };
  }

  static Fault latency(Bench bench, Random random) {
    return weather(bench, new Weather(Duration.ofMillis(10 + random.nextInt(190)), 0));
  }

  static Fault slow(Bench bench) {
    return weather(bench, new Weather(Duration.ZERO, KILOBYTE));
  }

  private static Fault weather(Bench bench, Weather bad) {
    return new Fault() {
      @Override
      public void begin() {
        bench.relay().set(bad);
      }

      @Override
      public void end() {
        bench.relay().set(Weather.FINE);
      }
    };
  }

  static Fault brokerKill(Bench bench) {
    return new Fault() {
      @Override
      public void begin() {
        bench.log().note("broker", "killed");
        bench.broker().kill();
      }

      @Override
      public void end() throws IOException, InterruptedException {
        bench.broker().start();
        bench.log().note("broker", "started");
      }
    };
  }
}
