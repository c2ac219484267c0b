package gateway.laboratory.outage;

import java.time.Duration;

/**
 * What a link is like.
 *
 * @param latency of each direction
 * @param bytesPerSecond of each direction; 0 for as fast as it can
 */
record Weather(Duration latency, int bytesPerSecond) {

  static final Weather FINE = new Weather(Duration.ZERO, 0);
}
