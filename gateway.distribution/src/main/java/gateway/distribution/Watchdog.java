package gateway.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks each loop of the gateway for a sign of life ({@code gateway.api.stage.Heartbeat}), and
 * notifies the watchdog when all have answered.
 */
final class Watchdog {

  private static final String HEARTBEATS = "(gateway.heartbeat=true)";

  /** The answer of one loop. */
  record Answer(String name, CompletableFuture<?> answer) {}

  private final Supplier<List<Answer>> ask;
  private final Runnable feed;
  private final Consumer<String> complain;
  private List<Answer> round = List.of();
  private boolean complained;

  Watchdog(Supplier<List<Answer>> ask, Runnable feed, Consumer<String> complain) {
    this.ask = ask;
    this.feed = feed;
    this.complain = complain;
  }

  /** Starts a round; one thread calls this. Whatever a round throws, the next one comes. */
  void round() {
    try {
      askAll();
    } catch (RuntimeException | Error e) {
      if (!complained) {
        complained = true;
        complain.accept("no sign of life can be asked for, trying again: " + e);
      }
    }
  }

  private void askAll() {
    List<String> silent =
        round.stream()
            .filter(one -> !one.answer().isDone() || one.answer().isCompletedExceptionally())
            .map(Answer::name)
            .toList();
    if (!silent.isEmpty() && !complained) {
      complain.accept(
          "no sign of life, so the watchdog is not notified: " + String.join(", ", silent));
    }
    complained = !silent.isEmpty();
    round = ask.get();
    if (!round.isEmpty()) {
      CompletableFuture.allOf(
              round.stream().map(Answer::answer).toArray(CompletableFuture<?>[]::new))
          .thenRun(feed);
    }
  }

  /** Asks the loops that offer themselves as services. */
  static List<Answer> ask(BundleContext context) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(Supplier.class.getName(), HEARTBEATS);
      List<Answer> answers = new ArrayList<>();
      for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
        answers.add(new Answer(name(reference), ask(context, reference)));
      }
      return answers;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(ServiceReference<?> reference) {
    if (reference.getProperty("gateway.heartbeat.name") instanceof String name) {
      return name;
    }
    return reference.getBundle() == null
        ? "a bundle that was removed"
        : reference.getBundle().getSymbolicName();
  }

  private static CompletableFuture<?> ask(BundleContext context, ServiceReference<?> reference) {
    try {
      Object heart = context.getService(reference);
      if (heart instanceof Supplier<?> supplier
          && supplier.get() instanceof CompletionStage<?> stage) {
        return stage.toCompletableFuture();
      }
      return CompletableFuture.completedFuture(null); // left between the question and the answer
    } catch (RuntimeException | Error e) { // there may be no thread, or no memory
      return CompletableFuture.failedFuture(e);
    } finally {
      context.ungetService(reference);
    }
  }
}
