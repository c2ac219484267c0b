package gateway.external.session;

import gateway.external.undelivered.Pending;
import gateway.protocol.external.Status.DeviceState;
import java.util.Optional;

/**
 * A status without StatusResponse.
 *
 * @param introduction for CONNECTING
 * @param sentAt monotonic milliseconds
 */
record InFlight(
    int counter,
    Line line,
    DeviceState state,
    Pending pending,
    Optional<Introduction> introduction,
    long sentAt) {}
