package gateway.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.CommandRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole command with its real echo process; speed is not asserted. */
class SimulateLoadTest {

  @Test
  void theTableComparesTheGatewayWithTheEcho() throws IOException {
    try (AnsweringGateway gateway = new AnsweringGateway(ResponseType.OK)) {
      CommandRun run = run(gateway, "--devices", "3");
      assertEquals(0, run.status(), run.err());
      List<String> lines = run.out().lines().toList();
      assertTrue(lines.get(0).startsWith("3 devices"), run.out());
      assertTrue(lines.get(2).matches("round trips/s +\\d+ +\\d+ +\\d+\\.\\d\\d"), run.out());
      assertTrue(lines.get(7).matches("drops +0 +0"), run.out());
      assertTrue(
          gateway.statuses.stream()
              .filter(status -> status.startsWith("{"))
              .allMatch(LoadStatus.of(1, false).texts().get(0)::equals));
    }
  }

  @Test
  void aForwardedStatusChangesAndIsNumbered() throws IOException {
    try (AnsweringGateway gateway = new AnsweringGateway(ResponseType.OK)) {
      CommandRun run = run(gateway, "--devices", "1", "--forward", "--rate", "1000", "--json");
      assertEquals(0, run.status(), run.err());
      assertTrue(run.out().startsWith("{\"devices\":1,\"echo\":{\"rate\":"), run.out());
      List<String> statuses =
          gateway.statuses.stream().filter(status -> status.startsWith("{")).toList();
      assertTrue(statuses.size() > 2, "too few to tell");
      for (int i = 0; i < statuses.size(); i++) {
        String state = i % 2 == 0 ? "DRIVE" : "IDLE";
        assertTrue(statuses.get(i).contains("\"" + state + "\""), statuses.get(i));
        assertTrue(statuses.get(i).endsWith("\"sequence\":" + (100_000_000 + i) + "}"));
      }
    }
  }

  @Test
  void aRejectedDeviceIsNamed() throws IOException {
    try (AnsweringGateway gateway = new AnsweringGateway(ResponseType.MODULE_NOT_SUPPORTED)) {
      CommandRun run = run(gateway, "--devices", "1");
      assertEquals(1, run.status());
      assertTrue(run.err().contains("load0 rejected: MODULE_NOT_SUPPORTED"), run.err());
    }
  }

  private static CommandRun run(AnsweringGateway gateway, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("load", "--port", gateway.port(), "--seconds", "0.25", "--warmup", "0.05"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
