package gateway.external;

import gateway.api.stage.StatusReport;
import gateway.protocol.external.Status.DeviceState;
import java.util.Optional;

/**
 * A status without StatusResponse.
 *
 * @param counts whether it is undelivered if the session is lost now
 * @param introduction for CONNECTING
 * @param sentAt monotonic milliseconds
 */
record InFlight(
    int counter,
    Line line,
    DeviceState state,
    StatusReport report,
    boolean counts,
    Optional<Introduction> introduction,
    long sentAt) {}
