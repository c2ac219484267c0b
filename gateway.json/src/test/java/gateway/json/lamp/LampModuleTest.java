package gateway.json.lamp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A whole module in one file: what its author writes is all there is. */
class LampModuleTest {

  private static final Payload RELEASED = Payload.ofText("{\"pressed\":false}");
  private static final Payload PRESSED = Payload.ofText("{ \"pressed\" : true, \"more\" : 1 }");

  private final LampModule module = new LampModule();
  private final DeviceLogic lamp =
      module.newDevice(
          new DeviceContext() {
            @Override
            public int deviceType() {
              return 0;
            }

            @Override
            public long nanoTime() {
              return 0;
            }

            @Override
            public Optional<Payload> currentStatus() {
              return Optional.empty();
            }
          });

  @Test
  void answersAStatus() {
    assertTrue(lamp.isStatusValid(RELEASED));
    Payload first = lamp.firstCommand();
    assertEquals("{\"lit\":false}", first.toText());
    assertSame(first, lamp.nextCommand(RELEASED, RELEASED, Optional.empty(), first));

    assertTrue(lamp.isStatusValid(PRESSED));
    assertTrue(lamp.sendNow(RELEASED, PRESSED));
    assertSame(PRESSED, lamp.aggregate(RELEASED, PRESSED));
    Payload lit = lamp.nextCommand(PRESSED, PRESSED, Optional.of(RELEASED), first);
    assertEquals("{\"lit\":true}", lit.toText());

    assertTrue(lamp.isStatusValid(PRESSED));
    assertFalse(lamp.sendNow(PRESSED, PRESSED));
    assertSame(lit, lamp.nextCommand(PRESSED, PRESSED, Optional.of(PRESSED), lit));
  }

  @Test
  void saysWhatIsWrong() {
    assertFalse(lamp.isStatusValid(Payload.ofText("{\"pressed\":1}")));
    assertEquals("pressed is not a boolean", lamp.refusalReason());
    assertFalse(lamp.isCommandValid(Payload.ofText("{}")));
    assertEquals("lit is missing", lamp.refusalReason());
  }

  @Test
  void countsWhatTheCloudMissed() {
    Payload one = module.aggregateError(0, Optional.empty(), PRESSED);
    Payload still = module.aggregateError(0, Optional.of(one), RELEASED);
    Payload two = module.aggregateError(0, Optional.of(still), PRESSED);
    assertEquals("{\"presses\":2}", two.toText());
  }
}
