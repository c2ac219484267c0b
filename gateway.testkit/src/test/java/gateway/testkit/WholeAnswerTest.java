package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.StatusAnswer;
import gateway.api.module.StatusQuestion;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DisconnectCause;
import gateway.api.test.OnlyWhole;
import gateway.testkit.LampModule.Lamp;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Devices of a module that answers whole statuses, and no single call, behind the gateway's own
 * handler and registry (PROTOCOL section 3.3). It refuses "bad", joins what comes, sends what ends
 * in "!", and fails in the part that the status names.
 */
class WholeAnswerTest {

  /** What came in a reply; a part that failed throws. */
  private record Reply(StatusQuestion question, String status) implements StatusAnswer {

    Reply {
      fail("answer", status);
    }

    static void fail(String part, String status) {
      if (status.contains(part)) {
        throw new IllegalStateException(part + " fails");
      }
    }

    @Override
    public boolean isValid() {
      return !status.startsWith("bad");
    }

    @Override
    public String refusalReason() {
      return "it is bad";
    }

    @Override
    public boolean sendNow() {
      fail("send", status);
      return status.endsWith("!");
    }

    @Override
    public Payload aggregate() {
      fail("aggregate", status);
      return Payload.ofText(question.current().orElseThrow().toText() + status);
    }

    @Override
    public Payload command() {
      fail("command", status);
      if (question.current().isPresent()) {
        return Payload.ofText(question.command().toText() + status);
      }
      return Payload.ofText(question.firstStatusGeneratesCommand() ? "generated" : "first");
    }
  }

  private static FleetModule module() {
    return new LampModule() {
      @Override
      public DeviceLogic newDevice(DeviceContext device) {
        return new OnlyWhole(
            new Lamp(), question -> new Reply(question, question.status().toText()));
      }
    };
  }

  private final TestDevice device = device(true);

  private static TestDevice device(boolean firstStatusGeneratesCommand) {
    return OneModuleGateway.of(
            module(),
            new ModuleDescription(4711, DeviceTypes.of(0), firstStatusGeneratesCommand, false))
        .device(0, "a");
  }

  @Test
  void aFirstStatusIsAnsweredByTheFirstCommandOrByWhatIsMadeOfIt() {
    assertEquals("generated", device.status("a"));
    assertEquals("first", device(false).status("a"));
    assertEquals("[CONNECTING a]", device.forwarded().toString());
  }

  @Test
  void laterStatusesAreAggregatedSentAndAnswered() {
    device.status("a");
    assertEquals("generatedb!", device.status("b!"));
    assertEquals("generatedb!c", device.status("c"));
    assertEquals(Verdict.ACCEPTED, device.command("{\"lit\":true}"));
    assertEquals("{\"lit\":true}d!", device.status("d!"));
    assertEquals("[CONNECTING a, RUNNING ab!, RUNNING ab!cd!]", device.forwarded().toString());
  }

  @Test
  void whatIsRefusedHasAReason() {
    device.status("a");
    assertEquals(Verdict.INVALID, device.command("x"));
    assertEquals("pressed is missing", device.refusalReason());
    assertEquals(DisconnectCause.INVALID_STATUS, end("bad"));
    assertEquals("it is bad", device.refusalReason());
  }

  private DisconnectCause end(String status) {
    return assertThrows(DisconnectedException.class, () -> device.status(status)).disconnectCause();
  }

  @ParameterizedTest
  @CsvSource({
    "answer!,INVALID_STATUS,'[CONNECTING a, DISCONNECT a]'",
    "command!,MODULE_UNAVAILABLE,'[CONNECTING a, DISCONNECT acommand!]'",
  })
  void withoutAnAnswerTheConnectionIsClosed(String status, DisconnectCause cause, String cloud) {
    device.status("a");
    assertEquals(cause, end(status));
    assertEquals(cloud, device.forwarded().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "send!,'[CONNECTING a, DISCONNECT asend!]'",
    "aggregate!,'[CONNECTING a, RUNNING a, DISCONNECT a]'",
  })
  void aPartThatFailsCostsThatPartOnly(String status, String cloud) {
    device.status("a");
    assertEquals("generated" + status, device.status(status));
    device.disconnect();
    assertEquals(cloud, device.forwarded().toString());
  }

  @Test
  void aFirstStatusWithoutACommandRegistersNothing() {
    assertEquals(DisconnectCause.MODULE_UNAVAILABLE, end("command"));
    assertEquals("[]", device.forwarded().toString());
    assertEquals(Optional.of(DisconnectCause.MODULE_UNAVAILABLE), device.disconnectCause());
  }
}
