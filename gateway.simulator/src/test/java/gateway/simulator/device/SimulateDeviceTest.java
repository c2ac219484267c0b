package gateway.simulator.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.simulator.CommandRun;
import gateway.simulator.ScriptedGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames from PROTOCOL, Appendix A. */
class SimulateDeviceTest {

  private static final String CONNECT =
      "190000000a170a15080110011a0764726976696e672204636172372803";
  private static final String STATUS =
      "2200000012200a15080110011a0764726976696e67220463617237280312077b2261223a317d";
  private static final String OK = "190000000a171215080110011a0764726976696e672204636172372803";
  private static final String ALREADY_CONNECTED =
      "1b0000000a1908011215080110011a0764726976696e672204636172372803";
  private static final String COMM_ERROR = "0d0000000a0b08ffffffffffffffffff01";
  private static final String COMMAND =
      "2200000012200a15080110011a0764726976696e67220463617237280312077b2262223a327d";
  private static final String CLOSE = "";

  @Test
  void connectsSendsAndPrintsTheCommands() throws IOException {
    try (ScriptedGateway gateway = new ScriptedGateway(List.of(List.of(OK, COMMAND, COMMAND)))) {
      CommandRun run = run(gateway, "--count", "2");
      assertEquals(0, run.status(), run.err());
      assertEquals(2, run.out().lines().filter(line -> line.equals("command {\"b\":2}")).count());
      assertEquals(List.of(CONNECT, STATUS, STATUS), gateway.received());
    }
  }

  @Test
  void aRejectionIsPrintedAndEnds() throws IOException {
    try (ScriptedGateway gateway = new ScriptedGateway(List.of(List.of(ALREADY_CONNECTED)))) {
      CommandRun run = run(gateway);
      assertEquals(1, run.status());
      assertEquals("rejected: ALREADY_CONNECTED", run.err().strip());
    }
  }

  @Test
  void anUnknownResponseTypeIsPrintedAsNumber() throws IOException {
    try (ScriptedGateway gateway = new ScriptedGateway(List.of(List.of(COMM_ERROR)))) {
      CommandRun run = run(gateway);
      assertEquals(1, run.status());
      assertEquals("rejected: response type -1", run.err().strip());
    }
  }

  @Test
  void aLostConnectionIsOpenedAgainOnceAndTheStatusSentAgain() throws IOException {
    try (ScriptedGateway gateway =
        new ScriptedGateway(List.of(List.of(OK, CLOSE), List.of(OK, COMMAND)))) {
      CommandRun run = run(gateway, "--count", "1");
      assertEquals(0, run.status(), run.err());
      assertEquals(List.of(CONNECT, STATUS, CONNECT, STATUS), gateway.received());
    }
  }

  @Test
  void aConnectionLostTwiceEnds() throws IOException {
    try (ScriptedGateway gateway =
        new ScriptedGateway(List.of(List.of(OK, CLOSE), List.of(OK, CLOSE)))) {
      CommandRun run = run(gateway);
      assertEquals(1, run.status());
      assertTrue(run.err().contains("closed the connection"), run.err());
    }
  }

  @Test
  void nobodyListeningEnds() throws IOException {
    ScriptedGateway gateway = new ScriptedGateway(List.of());
    gateway.close();
    CommandRun run = run(gateway);
    assertEquals(1, run.status());
    assertTrue(run.err().contains("cannot connect to 127.0.0.1:" + gateway.port()), run.err());
  }

  private static CommandRun run(ScriptedGateway gateway, String... more) {
    String[] arguments = {
      "device",
      "--port",
      gateway.port(),
      "--module",
      "1",
      "--type",
      "1",
      "--role",
      "driving",
      "--name",
      "car7",
      "--priority",
      "3",
      "--status",
      "{\"a\":1}",
      "--period",
      "0",
      "--timeout",
      "60"
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandRun.of(all);
  }
}
