package gateway.web.health;

import gateway.api.stage.Heartbeat;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Every loop, and every look that is repeated, gives a sign of life ({@link Heartbeat}). */
final class LoopsCheck implements Check {

  /** A loop that has not answered for so long hangs, also on a busy machine. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private static final String HEARTBEATS = '(' + Heartbeat.PROPERTY + "=true)";

  /** A loop, and how it is asked. */
  record Loop(String name, Supplier<CompletionStage<?>> heart) {}

  private record Asked(CompletableFuture<?> answer, long since) {}

  private final Supplier<Map<?, Loop>> loops;

  /** What was asked last, by the identity of the loop. */
  private final Map<Object, Asked> asked = new HashMap<>();

  /**
   * Makes it.
   *
   * @param loops returns those that there are, by what identifies them
   */
  LoopsCheck(Supplier<Map<?, Loop>> loops) {
    this.loops = loops;
  }

  LoopsCheck(BundleContext context) {
    this(() -> services(context));
  }

  @Override
  public String name() {
    return "loops";
  }

  @Override
  public List<String> tags() {
    return List.of(LIVE, READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.values());
  }

  @Override
  public String advice() {
    return "Look for its failure in the log; restart the gateway if it does not come back.";
  }

  @Override
  public Finding look(Views views, long now) {
    Map<?, Loop> present = loops.get();
    asked.keySet().retainAll(present.keySet());
    List<String> silent = new ArrayList<>();
    present.forEach(
        (id, loop) -> {
          Asked question = asked.computeIfAbsent(id, unknown -> new Asked(ask(loop.heart()), now));
          if (question.answer().isCompletedExceptionally()) {
            silent.add(loop.name() + ' ' + reason(question.answer()));
          } else if (!question.answer().isDone() && now - question.since() >= PATIENCE) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(now - question.since());
            silent.add(loop.name() + " has given no sign of life for " + seconds + " s");
          }
          if (question.answer().isDone()) {
            asked.remove(id);
          }
        });
    return silent.isEmpty()
        ? Finding.ok(present.size() + " alive")
        : Finding.critical(silent.stream().sorted().collect(Collectors.joining("; ")));
  }

  private static CompletableFuture<?> ask(Supplier<CompletionStage<?>> heart) {
    try {
      return heart.get().toCompletableFuture();
    } catch (RuntimeException | Error e) { // there may be no thread for it
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String reason(CompletableFuture<?> failed) {
    try {
      failed.join();
      return "";
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return cause instanceof IllegalStateException
          ? String.valueOf(cause.getMessage())
          : "gives no sign of life: " + cause;
    }
  }

  private static Map<?, Loop> services(BundleContext context) {
    try {
      Map<ServiceReference<?>, Loop> loops = new HashMap<>();
      for (ServiceReference<?> reference :
          context.getServiceReferences(Supplier.class, HEARTBEATS)) {
        loops.put(reference, new Loop(name(reference), () -> answer(context, reference)));
      }
      return loops;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(ServiceReference<?> reference) {
    return reference.getProperty(Heartbeat.NAME) instanceof String name
        ? name
        : String.valueOf(reference.getBundle());
  }

  private static CompletionStage<?> answer(BundleContext context, ServiceReference<?> reference) {
    try {
      return context.getService(reference) instanceof Supplier<?> heart
              && heart.get() instanceof CompletionStage<?> stage
          ? stage
          : CompletableFuture.completedFuture(null); // left between the question and the answer
    } finally {
      context.ungetService(reference);
    }
  }
}
