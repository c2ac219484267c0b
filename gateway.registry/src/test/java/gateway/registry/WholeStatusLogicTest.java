package gateway.registry;

import static gateway.registry.Bench.STATUS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.module.StatusQuestion;
import gateway.api.stage.ModuleDevice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A version that answers whole statuses is tried, rehearsed and replaced as every other one. */
class WholeStatusLogicTest {

  private static final Payload COMMAND = Payload.ofText("c");
  private static final Payload LATER = Payload.ofText("later");

  private final Bench bench = new Bench(Owners.FORGETFUL, false);
  private final ScriptedModule whole = new ScriptedModule("whole", true);
  private final FakeHeld held = new FakeHeld();

  private ModuleDevice device() {
    return bench.registry.open(new DeviceKey(Bench.NUMBER, 0, "a"), held);
  }

  @Test
  void isAskedOnceForAFirstStatusAndOnceForEachLaterOne() {
    bench.add("m", "1.0.0", whole);
    ModuleDevice device = device();
    device.isStatusValid(STATUS);
    assertEquals(new StatusQuestion(STATUS, Optional.empty(), Payload.EMPTY, true), whole.question);
    Payload first = device.firstCommand();
    assertEquals("whole", device.nextCommand(STATUS, STATUS, held.current, first).toText());
    assertEquals(
        List.of("newDevice", "isStatusValid", "firstCommand", "nextCommand"), whole.calls());
    held.current = Optional.of(LATER);
    held.command = COMMAND;
    device.isStatusValid(STATUS);
    assertEquals(new StatusQuestion(STATUS, held.current, COMMAND, true), whole.question);
    device.sendNow(LATER, STATUS);
    device.aggregate(LATER, STATUS);
    device.nextCommand(STATUS, STATUS, held.current, COMMAND);
    assertEquals(List.of("isStatusValid", "sendNow", "aggregate", "nextCommand"), whole.calls());
  }

  @Test
  void aStandInIsAskedFromWhereTheDeviceStoodWhenTheStatusCame() {
    bench.add("m", "1.0.0", whole);
    bench.add("m", "1.1.0", new ScriptedModule("new").failing("nextCommand"));
    held.current = Optional.of(STATUS);
    held.command = COMMAND;
    ModuleDevice device = device();
    device.isStatusValid(STATUS);
    held.current = Optional.of(LATER);
    held.command = LATER;
    assertEquals("whole", device.nextCommand(STATUS, LATER, Optional.of(STATUS), COMMAND).toText());
    assertEquals(new StatusQuestion(STATUS, Optional.of(STATUS), COMMAND, true), whole.question);
  }

  @Nested
  class WholeTakesOverFromWhole extends TrialTest {

    @Override
    boolean oldIsWhole() {
      return true;
    }

    @Override
    boolean freshIsWhole() {
      return true;
    }
  }

  @Nested
  class WholeTakesOverFromSingleCalls extends TrialTest {

    @Override
    boolean freshIsWhole() {
      return true;
    }
  }

  @Nested
  class SingleCallsTakeOverFromWhole extends TrialTest {

    @Override
    boolean oldIsWhole() {
      return true;
    }
  }

  @Nested
  class WholeRehearses extends RehearsalTest {

    @Override
    boolean isWhole() {
      return true;
    }
  }
}
