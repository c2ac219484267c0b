package gateway.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.ModuleHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections, processes and the broker come and go at random while devices speak. No answer and no
 * command reaches a device that it is not meant for, what a device was answered to reaches the
 * cloud in order unless its handler was killed, and in the end everything works.
 */
class RandomCutsTest {

  private static final int DEVICES = 5;
  private static final int STEPS = 300;

  private final World world = World.running();
  private final Map<String, FakeDevice> devices = new TreeMap<>();

  /** What each device was answered to since its handler has started. */
  private final Map<String, List<String>> answered = new TreeMap<>();

  private final Map<String, List<String>> delivered = new TreeMap<>();
  private Optional<ModuleHandler> handler = world.server.handler();
  private Random random;
  private int numbers;

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
        26, 27, 28, 29, 30
      })
  void theStagesAgreeInTheEnd(long seed) {
    random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step();
      world.advance(random.nextInt(4) == 0 ? random.nextInt(3000) : random.nextInt(5));
      listen();
    }
    world.broker.start();
    world.advance(20_000);
    listen();
    for (int i = 0; i < DEVICES; i++) {
      String role = "d" + i;
      FakeDevice device = devices.computeIfAbsent(role, world.server::connect);
      device.next();
      device.status("end");
      world.advance(50);
      List<String> got = device.next();
      assertTrue(got.size() == 1 && got.get(0).endsWith(":end"), role + " got " + got);
    }
    listen();
    answered.forEach((role, texts) -> assertInOrder(role, texts));
    assertEquals(0, world.handler.side.waiting());
  }

  private void assertInOrder(String role, List<String> texts) {
    List<String> cloud = delivered.getOrDefault(role, List.of());
    int at = -1;
    for (String text : texts) {
      int found = cloud.subList(at + 1, cloud.size()).indexOf(text);
      assertTrue(found >= 0, role + ": " + text + " is missing or out of order in " + cloud);
      at += found + 1;
    }
  }

  private void step() {
    String role = "d" + random.nextInt(DEVICES);
    FakeDevice device = devices.get(role);
    switch (random.nextInt(24)) {
      case 0 -> world.broker.stop();
      case 1, 2, 3 -> world.broker.start();
      case 4 -> world.broker.cut(StageName.values()[random.nextInt(3)]);
      case 5 -> {
        world.broker.kill(StageName.EXTERNAL_CLIENT);
        listen();
        world.startClient();
      }
      case 6 -> {
        world.broker.kill(StageName.MODULE_HANDLER);
        world.advance(10);
        listen();
        answered.clear(); // what only it knew is gone
        world.startHandler();
      }
      case 7 -> {
        if (device != null && device.connected) {
          device.leave();
        }
      }
      case 8 -> world.client.commands().command(key(role), Payload.ofText(role + "-" + ++numbers));
      default -> speak(role, device);
    }
  }

  private static gateway.api.device.DeviceKey key(String role) {
    return new gateway.api.device.DeviceKey(7, 0, role);
  }

  private void speak(String role, FakeDevice device) {
    if (device == null || !device.connected) {
      boolean reachable = world.server.catalog().find(7).isPresent();
      if (reachable && world.server.handler().isPresent()) {
        devices.put(role, world.server.connect(role));
      }
    } else {
      device.status(role + "=" + ++numbers);
    }
  }

  /** As the device server does when another handler appears. */
  private void disconnectDevicesOfAnEarlierHandler() {
    if (!handler.equals(world.server.handler())) {
      handler = world.server.handler();
      devices.values().forEach(device -> device.connected = false);
    }
  }

  private void listen() {
    devices.forEach(
        (role, device) -> {
          for (String got : device.next()) {
            int colon = got.indexOf(':');
            if (colon >= 0) {
              String command = got.substring(0, colon);
              assertTrue(command.equals("first") || command.startsWith(role + "-"), role + got);
              assertTrue(got.substring(colon + 1).startsWith(role + "="), role + got);
              answered.computeIfAbsent(role, r -> new ArrayList<>()).add(got.substring(colon + 1));
            } else if (device.connected) {
              throw new AssertionError(role + " got " + got);
            }
          }
        });
    disconnectDevicesOfAnEarlierHandler();
    devices.values().removeIf(device -> !device.connected);
    for (String taken : world.client.stage.next()) {
      String[] words = taken.split(" ");
      if (words.length == 2 || words[2].equals("again")) {
        delivered.computeIfAbsent(words[0], r -> new ArrayList<>()).add(words[1]);
      }
    }
  }
}
