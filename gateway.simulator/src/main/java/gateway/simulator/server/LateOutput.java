package gateway.simulator.server;

import gateway.protocol.external.ExternalServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Publishes later than it is told to, in order: a server that answers everything late. */
final class LateOutput implements ServerOutput {

  private final ServerOutput output;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private volatile long delay;
  private long newestDue;
  private int waiting;

  LateOutput(ServerOutput output, ScheduledExecutorService executor, LongSupplier nanoTime) {
    this.output = output;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  void publishAfter(Duration later) {
    delay = later.toNanos();
  }

  @Override
  public CompletionStage<?> publish(ExternalServer message) {
    return later(() -> output.publish(message));
  }

  @Override
  public CompletionStage<?> notifyDisconnect() {
    return later(output::notifyDisconnect);
  }

  @Override
  public CompletionStage<?> subscribe() {
    return output.subscribe();
  }

  @Override
  public void unsubscribe() {
    output.unsubscribe();
  }

  private CompletionStage<?> later(Supplier<CompletionStage<?>> publish) {
    if (delay == 0 && waiting == 0) {
      return publish.get();
    }
    long now = nanoTime.getAsLong();
    newestDue = waiting == 0 ? now + delay : Math.max(newestDue, now + delay);
    waiting++;
    CompletableFuture<Object> acknowledged = new CompletableFuture<>();
    executor.schedule(
        () -> {
          waiting--;
          publish
              .get()
              .whenComplete(
                  (result, lost) -> {
                    if (lost == null) {
                      acknowledged.complete(result);
                    } else {
                      acknowledged.completeExceptionally(lost);
                    }
                  });
        },
        newestDue - now,
        TimeUnit.NANOSECONDS);
    return acknowledged;
  }
}
