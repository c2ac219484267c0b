package gateway.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.simulator.server.CommandScript.TypedCommand;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandScriptTest {

  @Test
  void aFileHasCommandsAndPauses() {
    List<TypedCommand> commands =
        CommandScript.file(
            List.of("# first", "1/1/driving {\"a\": 1}", "", "after 2s", "after 500ms", "2/0/x/y"));
    assertEquals(new DeviceKey(1, 1, "driving"), commands.get(0).device());
    assertEquals("{\"a\": 1}", commands.get(0).data().toText());
    assertEquals(Duration.ZERO, commands.get(0).at());
    assertEquals(new DeviceKey(2, 0, "x/y"), commands.get(1).device());
    assertTrue(commands.get(1).data().isEmpty());
    assertEquals(Duration.ofMillis(2500), commands.get(1).at());
  }

  @Test
  void aWrongLineIsNamed() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> CommandScript.file(List.of("", "driving {}")))
            .getMessage();
    assertTrue(message.contains("line 2") && message.contains("MODULE/TYPE/ROLE"), message);
  }
}
