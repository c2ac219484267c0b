package gateway.testkit;

import gateway.api.device.Payload;
import java.util.Objects;
import java.util.Optional;

/**
 * A status as the cloud received it (PROTOCOL section 4.6).
 *
 * <p>Immutable.
 *
 * @param state how the device stands with the cloud
 * @param status the aggregated status
 * @param error the error message; present only if statuses were undelivered before
 */
public record Forwarded(State state, Payload status, Optional<Payload> error) {

  /** The states that a gateway sends. */
  public enum State {
    /** The first status of a device that the cloud does not know, or does not know any more. */
    CONNECTING,
    /** A later status. */
    RUNNING,
    /** The last status of a device that has left. */
    DISCONNECT
  }

  /**
   * Makes a value.
   *
   * @throws NullPointerException if an argument is null
   */
  public Forwarded {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(error, "error");
  }

  /** Returns state, status and error message as text: {@code RUNNING {"on":true}}. */
  @Override
  public String toString() {
    return state + " " + status.toText() + error.map(e -> " error " + e.toText()).orElse("");
  }
}
