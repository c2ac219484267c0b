package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import gateway.api.device.DeviceTypes;
import gateway.api.stage.ServedModule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class SlotTest {

  private final Candidate fresh = candidate(3);

  private int servedWithoutStandIn;

  /** Asked within each choice, like the lane could ask. */
  private final Map<Long, Long> successors =
      new HashMap<>() {
        @Override
        public Long get(Object bundle) {
          if (slot.serving() == fresh && slot.standInFor(fresh).isEmpty()) {
            servedWithoutStandIn++;
          }
          return super.get(bundle);
        }
      };

  private final Slot slot = new Slot(7, null, "", false, successors);

  private static Candidate candidate(int version) {
    return new Candidate(
        new ServedModule(7, "m", version + ".0.0", DeviceTypes.ALL, true, false),
        new Version(version, 0, 0),
        version,
        new ScriptedModule("m"));
  }

  @Test
  void aNewVersionNeverServesWithoutTheOneBeforeAtHand() {
    Rehearsals nobody = new Rehearsals(Optional.empty(), () -> 0, () -> 0, null, null);
    slot.add(candidate(2));
    slot.choose(nobody);
    slot.add(candidate(1)); // a choice among the others is what asks for successors
    slot.add(fresh);
    slot.choose(nobody);
    assertSame(fresh, slot.serving());
    assertEquals(0, servedWithoutStandIn);
  }
}
