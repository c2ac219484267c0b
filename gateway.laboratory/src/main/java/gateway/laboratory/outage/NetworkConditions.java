package gateway.laboratory.outage;

import java.time.Duration;

/**
 * What a link is like.
 *
 * @param latency of each direction
 * @param bytesPerSecond of each direction; 0 for as fast as it can
 */
record NetworkConditions(Duration latency, int bytesPerSecond) {

  static final NetworkConditions PERFECT = new NetworkConditions(Duration.ZERO, 0);
}
