package gateway.external.session;

import gateway.external.undelivered.TrackedStatus;
import gateway.protocol.external.Status.DeviceState;
import java.util.Optional;

/**
 * A status without StatusResponse.
 *
 * @param introduction for CONNECTING
 * @param bytes size of the message
 * @param sentAt monotonic milliseconds
 */
record InFlight(
    int counter,
    DeviceRecord device,
    DeviceState state,
    TrackedStatus tracked,
    Optional<Introduction> introduction,
    int bytes,
    long sentAt) {}
