package gateway.web.health;

import java.time.Duration;

/**
 * Keeps a state from flapping: it counts as bad when it was bad for a while, with no long good time
 * in between, and as good again when it has stayed good for a while.
 */
final class Steady {

  private final long badAfter;
  private final long goodAfter;
  private boolean suspect;
  private long badSince;
  private long lastBad;

  Steady(Duration badAfter, Duration goodAfter) {
    this.badAfter = badAfter.toNanos();
    this.goodAfter = goodAfter.toNanos();
  }

  /** Takes note of the state as it is now. */
  Steady note(boolean bad, long now) {
    if (bad) {
      if (!suspect) {
        suspect = true;
        badSince = now;
      }
      lastBad = now;
    } else if (suspect && now - lastBad >= goodAfter) {
      suspect = false;
    }
    return this;
  }

  boolean isBad() {
    return suspect && lastBad - badSince >= badAfter;
  }

  /** Tells whether it was bad of late, for however short. */
  boolean isSuspect() {
    return suspect;
  }
}
