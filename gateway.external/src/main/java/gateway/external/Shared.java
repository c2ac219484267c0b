package gateway.external;

import gateway.api.cloud.CloudTransport;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.Store;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all endpoints share.
 *
 * @param transports finds the transport of a protocol
 * @param sessionIds makes a session id for each attempt
 * @param random from 0 to 1
 */
record Shared(
    Supplier<Settings> settings,
    Stages stages,
    Store store,
    Budget budget,
    Function<String, CloudTransport> transports,
    Supplier<String> sessionIds,
    DoubleSupplier random) {}
