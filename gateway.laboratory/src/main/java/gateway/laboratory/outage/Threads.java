package gateway.laboratory.outage;

import java.util.function.BooleanSupplier;

/** Threads that keep no process alive, and waiting for what they do. */
final class Threads {

  private Threads() {}

  /** Waits until something is so; tells whether that has happened in time. */
  static boolean await(int millis, BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > LabTimes.nanos(millis)) {
        return false;
      }
      Thread.sleep(2);
    }
    return true;
  }

  static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
