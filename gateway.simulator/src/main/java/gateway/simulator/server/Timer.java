package gateway.simulator.server;

import java.time.Duration;

/** The one thing that the server waits for; waiting for another replaces it. */
interface Timer {

  /** Runs a step after a while. */
  void after(Duration delay, Step step);

  /** Ends the session after a while. */
  default void endAfter(Duration delay, String reason) {
    after(
        delay,
        () -> {
          throw new SessionOver(reason);
        });
  }

  /** What may end the session. */
  @FunctionalInterface
  interface Step {
    void run() throws SessionOver;
  }
}
