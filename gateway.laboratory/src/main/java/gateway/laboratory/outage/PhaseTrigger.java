package gateway.laboratory.outage;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something once, at the very packet at which a session reaches a phase. */
final class PhaseTrigger {

  private SessionPhase awaited;
  private int step;
  private boolean afterPassing;
  private Runnable action;
  private MqttPacket passing;
  private CountDownLatch done = new CountDownLatch(0);

  /**
   * Begins to wait.
   *
   * @param step for first statuses and first commands, the how many-th; in a sequence that has
   *     fewer, its end counts
   * @param after whether the packet still passes
   */
  synchronized void arm(SessionPhase phase, int step, boolean after, Runnable action) {
    awaited = phase;
    this.step = step;
    afterPassing = after;
    this.action = action;
    passing = null;
    done = new CountDownLatch(1);
  }

  /** A session has reached a phase with this packet, which has not passed yet. */
  void reached(SessionPhase phase, int at, MqttPacket packet) {
    synchronized (this) {
      boolean shorter = phase == SessionPhase.ESTABLISHED && awaited != null && awaited.hasSteps();
      if (!shorter && (phase != awaited || at < step)) {
        return;
      }
      awaited = null;
      if (afterPassing) {
        passing = packet;
        return;
      }
    }
    fire();
  }

  /** A packet has reached the other end of the link. */
  void passed(MqttPacket packet) {
    synchronized (this) {
      if (packet != passing) {
        return;
      }
      passing = null;
    }
    fire();
  }

  /** Waits until the action is done; tells whether it is. */
  boolean await(long millis) throws InterruptedException {
    CountDownLatch latch;
    synchronized (this) {
      latch = done;
    }
    return latch.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Forgets the action, unless it has begun; tells whether it was forgotten. */
  synchronized boolean disarm() {
    boolean waiting = awaited != null || passing != null;
    awaited = null;
    passing = null;
    return waiting;
  }

  private void fire() {
    Runnable due;
    CountDownLatch latch;
    synchronized (this) {
      due = action;
      latch = done;
    }
    due.run();
    latch.countDown();
  }
}
