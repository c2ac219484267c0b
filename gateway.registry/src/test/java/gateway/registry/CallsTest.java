package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ServedModule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

/** Whatever a module does in a call, a ModuleException is all that comes of it. */
class CallsTest {

  private static final Candidate MODULE =
      new Candidate(
          new ServedModule(7, "m", "1.0.0", DeviceTypes.ALL, true, false),
          Version.emptyVersion,
          1,
          new ScriptedModule("m"));

  private long now;
  private final Calls calls =
      new Calls(() -> now, () -> 50, (candidate, device, call, nanos) -> {});

  private String failure(Calls.Call<?> call) {
    ModuleException e =
        assertThrows(ModuleException.class, () -> calls.call(MODULE, null, "aggregate", call));
    assertTrue(calls.running().isEmpty());
    return e.getMessage();
  }

  static Stream<Calls.Call<?>> hostileCalls() {
    return Stream.of(
        CallsTest::overflow,
        () -> new byte[Integer.MAX_VALUE],
        () -> {
          throw new NoClassDefFoundError("gone/Class");
        },
        () -> {
          throw new ThreadDeath();
        },
        () -> {
          throw new AssertionError();
        },
        () -> {
          throw new ExceptionInInitializerError("static");
        });
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Object overflow() {
    return overflow();
  }

  @ParameterizedTest
  @MethodSource("hostileCalls")
  void everyErrorIsARefusal(Calls.Call<?> call) {
    assertTrue(failure(call).startsWith("7 m 1.0.0 failed in aggregate: "));
  }

  @Test
  void nullIsARefusal() {
    assertTrue(failure(() -> null).endsWith("aggregate returned null"));
  }

  @Test
  void aHugePayloadIsARefusal() {
    Payload large = Payload.wrap(new byte[Calls.MAX_PAYLOAD_BYTES]);
    assertSame(large, calls.call(MODULE, null, "aggregate", () -> large));
    assertTrue(
        failure(() -> Payload.wrap(new byte[Calls.MAX_PAYLOAD_BYTES + 1]))
            .endsWith("aggregate returned 1048577 bytes, more than 1048576"));
  }

  @Test
  void aHugeOrForgedMessageBecomesOneShortLine() {
    String message =
        failure(
            () -> {
              throw new IllegalStateException("x\n12:00 ERROR " + "y".repeat(10_000_000));
            });
    assertTrue(message.length() < 300);
    assertFalse(message.contains("\n"));
  }

  @Test
  void anExceptionThatCannotBeDescribedIsNamed() {
    class Hostile extends RuntimeException {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new StackOverflowError();
      }
    }
    assertTrue(
        failure(
                () -> {
                  throw new Hostile();
                })
            .endsWith("Hostile"));
  }

  @Test
  void anInterruptOfItsThreadEndsWithTheCall() {
    calls.call(
        MODULE,
        null,
        "aggregate",
        () -> {
          Thread.currentThread().interrupt();
          return "";
        });
    assertFalse(Thread.interrupted(), "the socket that is written to next would be closed");
  }

  @Test
  void theWatchNamesTheCallThatHangs() {
    now = 5;
    calls.call(
        MODULE,
        null,
        "aggregate",
        () -> {
          for (int i = 0; i < Calls.LOOKS; i++) {
            assertTrue(calls.findHung().isEmpty());
          }
          assertEquals(new Calls.Running(MODULE, "aggregate", 5), calls.findHung().orElseThrow());
          return "";
        });
    assertTrue(calls.findHung().isEmpty());
  }
}
