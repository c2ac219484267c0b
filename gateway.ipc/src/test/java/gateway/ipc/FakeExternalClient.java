package gateway.ipc;

import gateway.api.device.Payload;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.StatusReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An external client of a test, which secures at once or when the test says so. */
final class FakeExternalClient implements ExternalClient {

  final List<String> taken = Collections.synchronizedList(new ArrayList<>());
  final List<CompletableFuture<Void>> unsecured = new ArrayList<>();
  boolean securesAtOnce = true;
  boolean takesFolded = true;

  private synchronized CompletableFuture<Void> take(String text) {
    taken.add(text);
    CompletableFuture<Void> secured = new CompletableFuture<>();
    if (securesAtOnce) {
      secured.complete(null);
    } else {
      unsecured.add(secured);
    }
    return secured;
  }

  private static String text(StatusReport report) {
    return report.device().role() + ' ' + report.status().toText() + (report.last() ? " last" : "");
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    return take(text(report));
  }

  @Override
  public CompletionStage<Void> forwardAgain(StatusReport report) {
    return take(text(report) + " again");
  }

  @Override
  public CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    return takesFolded
        ? take(text(newest) + " error " + error.toText().strip()).thenApply(nothing -> true)
        : CompletableFuture.completedFuture(false);
  }

  /** Returns what has come since it was asked last. */
  synchronized List<String> next() {
    List<String> all = List.copyOf(taken);
    taken.clear();
    return all;
  }
}
