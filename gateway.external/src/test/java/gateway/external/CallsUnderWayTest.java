package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallsUnderWayTest {

  private static final long LONG = 30_000;

  private final CallsUnderWay passage = new CallsUnderWay();

  @Test
  void isEmptyWhenNobodyHasEntered() {
    assertTrue(passage.awaitNone(0));
  }

  @Test
  void waitsForWhoeverIsInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<String> mayLeave = new CompletableFuture<>();
    CompletableFuture<String> passer =
        CompletableFuture.supplyAsync(
            () ->
                passage.run(
                    () -> {
                      inside.countDown();
                      return mayLeave.join();
                    }));
    inside.await();
    assertFalse(passage.awaitNone(0));
    mayLeave.complete("given");
    assertTrue(passage.awaitNone(LONG));
    assertEquals("given", passer.get());
  }

  @Test
  void isLeftByAFailureToo() {
    assertThrows(
        IllegalStateException.class,
        () ->
            passage.run(
                () -> {
                  throw new IllegalStateException("nothing can be given");
                }));
    assertTrue(passage.awaitNone(0));
  }
}
