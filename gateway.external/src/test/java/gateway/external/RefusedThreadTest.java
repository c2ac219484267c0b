package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.view.EndpointView.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A system that refuses a thread, for a moment, costs an attempt and never the endpoint. */
class RefusedThreadTest {

  private static final OutOfMemoryError NO_THREAD =
      new OutOfMemoryError("unable to create native thread");

  private final Bench bench = new Bench();

  @Test
  void anAttemptWithoutAThreadIsFollowedByTheNext() {
    bench.links.failure = Optional.of(NO_THREAD);
    bench.status("a", "a0");
    assertEquals(State.NOT_CONNECTED, bench.state());
    assertEquals("no link can be opened: " + NO_THREAD, bench.endpoint.snapshot().link().reason());
    bench.advance(60_000);
    bench.links.failure = Optional.empty();
    bench.advance(60_000);
    bench.connect("a");
  }

  @Test
  void aReconnectWithoutAThreadIsFollowedByTheNext() {
    bench.establish("a");
    bench.links.failure = Optional.of(NO_THREAD);
    bench.link().listener.lost("closed by broker");
    bench.advance(60_000);
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.links.failure = Optional.empty();
    bench.advance(60_000);
    bench.connect("a");
  }

  @Test
  void aFailureBeforeTheLinkIsFollowedByTheNextAttempt() {
    bench.stages.failure = Optional.of(NO_THREAD);
    bench.status("a", "a0");
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.stages.failure = Optional.empty();
    bench.advance(60_000);
    bench.connect("a");
  }

  @Test
  void aLinkThatTellsNothingIsGivenUp() {
    bench.links.silent = true;
    bench.status("a", "a0");
    assertEquals(State.CONNECTING, bench.state());
    bench.links.silent = false;
    bench.advance(200_000);
    bench.connect("a");
  }
}
