package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.DeviceTypes;
import gateway.api.view.EndpointView.State;
import gateway.simulator.server.ServerModules;
import gateway.simulator.server.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A device that the External Server does not know must not take the vehicle offline (PROTOCOL
 * section 4.9): against its model, in every position, an unknown module or an unknown type.
 */
class RefusedDeviceTest {

  private static final ServerModules KNOWN =
      ServerModules.of(Map.of(5, DeviceTypes.of(1, 3), 6, DeviceTypes.of(0)));

  @ParameterizedTest
  @CsvSource({
    "4, 0", "7, 0", "5, 0", "5, 2", "5, 4", "6, 1",
  })
  void theOthersAreConnectedAndStayConnected(int module, int type) {
    World world =
        new World(
            new Random(module * 10 + type),
            20,
            Bench.settings(100, 1000),
            ServerSettings.DEFAULT.with(KNOWN));
    world.stages.numbers.addAll(List.of(4, 5, 6, 7));
    List<Device> good =
        List.of(
            Device.of(5, 1, "a", "n", 0),
            Device.of(5, 3, "b", "n", 0),
            Device.of(6, 0, "c", "n", 0));
    Device bad = Device.of(module, type, "bad", "n", 0);
    List<Device> all = new ArrayList<>(good);
    all.add(bad);
    for (int round = 0; round < 8; round++) {
      all.forEach(world::status);
      world.advance(5000);
    }
    assertEquals(State.CONNECTED, world.endpoint.snapshot().link().state());
    int ends = world.ends.size();
    for (int round = 0; round < 20; round++) {
      all.forEach(world::status);
      world.advance(5000);
    }
    assertEquals(ends, world.ends.size(), "the session ended: " + world.ends);
    assertTrue(ends <= 1, world.ends.toString());
    for (Device device : good) {
      List<Integer> seen = world.seen.get(device.role()).statuses;
      assertEquals(28, seen.get(seen.size() - 1), device.toString());
    }
    assertFalse(world.seen.containsKey("bad"));
  }
}
