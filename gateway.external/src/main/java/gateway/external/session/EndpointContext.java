package gateway.external.session;

import gateway.external.base.EventCounts;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.Recovery;
import gateway.protocol.external.CommandResponse;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * What lives as long as an endpoint, and is used by each of its connections.
 *
 * @param name name of the endpoint, for logs
 * @param verdicts counts the CommandResponses
 * @param carried tells which module numbers the endpoint carries
 * @param sessionIds makes a session id for each attempt
 */
public record EndpointContext(
    String name,
    Supplier<Settings> settings,
    Loop loop,
    Stages stages,
    Devices devices,
    Backlog backlog,
    Keeper keeper,
    Recovery recovery,
    Refusals refusals,
    EventCounts<CommandResponse.Type> verdicts,
    IntPredicate carried,
    Supplier<String> sessionIds) {}
