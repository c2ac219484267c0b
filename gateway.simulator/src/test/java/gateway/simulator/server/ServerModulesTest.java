package gateway.simulator.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerModulesTest {

  @Test
  void aListNamesModulesAndTypes() {
    ServerModules modules = ServerModules.parse("1:0,1;2:*");
    assertTrue(modules.supports(1, 1));
    assertFalse(modules.supports(1, 2));
    assertTrue(modules.supports(2, -1));
    assertFalse(modules.knows(3));
    assertTrue(ServerModules.parse("any").supports(4711, 5));
    assertFalse(ServerModules.parse("any").knows(0));
    assertThrows(IllegalArgumentException.class, () -> ServerModules.parse("1"));
    assertThrows(IllegalArgumentException.class, () -> ServerModules.parse("x:1"));
  }
}
