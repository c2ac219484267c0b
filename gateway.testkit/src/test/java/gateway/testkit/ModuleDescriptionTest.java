package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceTypes;
import gateway.api.module.FleetModule;
import org.junit.jupiter.api.Test;

/** Reads the component descriptions of src/test/resources, written as bnd writes them. */
class ModuleDescriptionTest {

  @Test
  void isReadFromTheComponentDescriptionBesideTheClass() {
    assertEquals(
        new ModuleDescription(4711, DeviceTypes.of(0, -1), true, false),
        ModuleDescription.of(new LampModule()));
  }

  private static void assertRefused(FleetModule module, String message) {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> ModuleDescription.of(module));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void saysWhatIsMissing() {
    assertRefused(new LampModule() {}, "is not a component");
    assertRefused(new LampModule.Other(), "write @Component(service = FleetModule.class)");
    assertRefused(new LampModule.Unannotated(), "annotate the class with @ModuleProperties");
  }
}
