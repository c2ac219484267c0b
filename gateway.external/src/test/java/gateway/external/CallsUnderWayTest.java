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

  private final CallsUnderWay calls = new CallsUnderWay();

  @Test
  void isEmptyWhenNobodyHasEntered() {
    assertTrue(calls.awaitNone(0));
  }

  @Test
  void waitsForWhoeverIsInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<String> mayLeave = new CompletableFuture<>();
    CompletableFuture<String> passer =
        CompletableFuture.supplyAsync(
            () ->
                calls.run(
                    () -> {
                      inside.countDown();
                      return mayLeave.join();
                    }));
    inside.await();
    assertFalse(calls.awaitNone(0));
    mayLeave.complete("given");
    assertTrue(calls.awaitNone(LONG));
    assertEquals("given", passer.get());
  }

  @Test
  void isLeftByAFailureToo() {
    assertThrows(
        IllegalStateException.class,
        () ->
            calls.run(
                () -> {
                  throw new IllegalStateException("nothing can be given");
                }));
    assertTrue(calls.awaitNone(0));
  }
}
