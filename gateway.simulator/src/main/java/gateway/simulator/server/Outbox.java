package gateway.simulator.server;

import gateway.protocol.external.ExternalServer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The outgoing messages that the broker has not acknowledged yet. The real server's MQTT client
 * refuses to hold more than 20 of them, and publishes those of a dead session again when it is back
 * (PROTOCOL section 4.9).
 */
final class Outbox {

  private final ServerOutput output;
  private final Executor executor;
  private final int limit;
  private final Set<Outgoing> unacknowledged = new LinkedHashSet<>();
  private List<Outgoing> left = List.of();

  Outbox(ServerOutput output, Executor executor, int limit) {
    this.output = output;
    this.executor = executor;
    this.limit = limit;
  }

  /** Publishes a message, unless too many are unacknowledged. */
  boolean publish(ExternalServer message) {
    return offer(() -> output.publish(message));
  }

  /** Publishes the disconnect notification, unless too many messages are unacknowledged. */
  boolean notifyDisconnect() {
    return offer(output::notifyDisconnect);
  }

  /** Keeps what is unacknowledged for {@link #publishAgain}; acknowledgements no longer count. */
  void interrupt() {
    left = List.copyOf(unacknowledged);
    unacknowledged.clear();
  }

  /** Publishes what {@link #interrupt} has kept. */
  void publishAgain() {
    List<Outgoing> again = new ArrayList<>(left);
    left = List.of();
    again.forEach(outgoing -> offer(outgoing.publish));
  }

  private boolean offer(Supplier<CompletionStage<?>> publish) {
    if (unacknowledged.size() >= limit) {
      return false;
    }
    Outgoing outgoing = new Outgoing(publish);
    unacknowledged.add(outgoing);
    publish
        .get()
        .whenComplete(
            (acknowledged, lost) -> {
              if (lost == null) {
                executor.execute(() -> unacknowledged.remove(outgoing));
              }
            });
    return true;
  }

  /** Compared by identity: two responses may be equal. */
  private static final class Outgoing {
    private final Supplier<CompletionStage<?>> publish;

    Outgoing(Supplier<CompletionStage<?>> publish) {
      this.publish = publish;
    }
  }
}
