package gateway.external;

import gateway.api.view.EndpointView.Outage;
import gateway.external.base.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long the External Server was away, and how long it took to catch up. On the endpoint's loop.
 */
final class OutageTimes {

  private final Loop loop;
  private OptionalLong since = OptionalLong.empty();
  private long answered;
  private boolean connected;
  private long folded;
  private Outage last = new Outage(Duration.ZERO, Duration.ZERO);

  OutageTimes(Loop loop) {
    this.loop = loop;
  }

  /** There is no session, or no longer, though there is something to say. */
  void began() {
    connected = false;
    if (since.isEmpty()) {
      since = OptionalLong.of(loop.now());
    }
  }

  /** The broker has answered. */
  void answered() {
    answered = loop.now();
  }

  /** A session is established. */
  void connected() {
    connected = since.isPresent();
  }

  /** So many statuses have become part of an error message. */
  void folded(int statuses) {
    folded += statuses;
  }

  /** There is nothing to say. */
  void idle() {
    connected = false;
    folded = 0;
    since = OptionalLong.empty();
  }

  /** Everything that was undelivered is delivered; returns what to tell of it. */
  Optional<String> caughtUp() {
    if (!connected) {
      return Optional.empty();
    }
    connected = false;
    last =
        new Outage(
            Duration.ofMillis(answered - since.orElseThrow()),
            Duration.ofMillis(loop.now() - answered));
    since = OptionalLong.empty();
    long statuses = folded;
    folded = 0;
    return Optional.of(
        "everything undelivered is delivered, "
            + statuses
            + " status(es) folded into error messages, "
            + last.catchUp().toMillis()
            + " ms after the broker answered; away for "
            + last.lasted().toSeconds()
            + " s");
  }

  /** Returns the last one that is over. */
  Outage last() {
    return last;
  }
}
