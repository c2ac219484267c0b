package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DisconnectCause;
import gateway.testkit.LampModule.Lamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneModuleGatewayTest {

  private static final String ON = "{\"pressed\":true}";
  private static final String OFF = "{\"pressed\":false}";
  private static final String DARK = "{\"lit\":false}";
  private static final String LIT = "{\"lit\":true}";

  private final OneModuleGateway gateway = OneModuleGateway.of(new LampModule());
  private final TestDevice lamp = gateway.device(0, "left");

  private static FleetModule with(DeviceLogic logic) {
    return new LampModule() {
      @Override
      public DeviceLogic newDevice(DeviceContext device) {
        return logic;
      }
    };
  }

  private static FleetModule failing() {
    return with(
        new Lamp() {
          @Override
          public boolean isStatusValid(Payload status) {
            throw new IllegalStateException("broken");
          }
        });
  }

  @Test
  void aStatusIsAnsweredWithACommand() {
    assertEquals(DARK, lamp.status(ON));
    assertEquals(Verdict.ACCEPTED, lamp.command(LIT));
    assertEquals(LIT, lamp.status(ON));
    assertEquals(LIT, lamp.status(ON), "the last command repeats");
  }

  @Test
  void bytesAreAsGoodAsText() {
    assertEquals(Payload.ofText(DARK), lamp.status(Payload.ofText(ON)));
    assertEquals(Verdict.ACCEPTED, lamp.command(Payload.EMPTY));
  }

  @Test
  void theModuleDecidesWhatIsForwarded() {
    lamp.status(ON);
    lamp.status(ON);
    lamp.status(OFF);
    assertEquals("[CONNECTING " + ON + ", RUNNING " + OFF + "]", lamp.forwarded().toString());
  }

  @Test
  void theCurrentStatusIsForwardedOncePerPeriodAndASilentDeviceDropped() {
    lamp.status(ON);
    gateway.advance(OneModuleGateway.STATUS_PERIOD);
    assertEquals(2, lamp.forwarded().size());
    gateway.advance(OneModuleGateway.STATUS_PERIOD);
    assertEquals(Optional.of(DisconnectCause.SILENT), lamp.disconnectCause());
    assertEquals("DISCONNECT " + ON, lamp.forwarded().get(2).toString());
  }

  @Test
  void aRefusedStatusEndsTheConnectionAndSaysWhy() {
    lamp.status(ON);
    DisconnectedException refused =
        assertThrows(DisconnectedException.class, () -> lamp.status("{}"));
    assertEquals(DisconnectCause.INVALID_STATUS, refused.disconnectCause());
    assertEquals("pressed is missing", lamp.refusalReason());
    assertTrue(refused.getMessage().endsWith("on status {}: pressed is missing"));
    assertFalse(lamp.isConnected());
    assertThrows(IllegalStateException.class, () -> lamp.status(ON));
    assertEquals(DARK, gateway.device(0, "left").status(ON), "the device may come back");
  }

  @Test
  void aRefusedCommandSaysWhy() {
    assertEquals(Verdict.DEVICE_NOT_CONNECTED, lamp.command(LIT), "before its first status");
    lamp.status(ON);
    assertEquals(Verdict.INVALID, lamp.command("{}"));
    assertEquals("pressed is missing", lamp.refusalReason());
    assertEquals(Verdict.ACCEPTED, lamp.command(LIT));
    assertEquals("", lamp.refusalReason());
  }

  @Test
  void whatTheModuleThrowsIsTheCause() {
    TestDevice device = OneModuleGateway.of(failing(), LampModule.DESCRIPTION).device(0, "a");
    DisconnectedException thrown =
        assertThrows(DisconnectedException.class, () -> device.status(ON));
    assertEquals("broken", thrown.getCause().getMessage());
  }

  @Test
  void undeliveredStatusesBecomeAnErrorMessageThatTheCloudGetsOnce() {
    lamp.status(ON);
    gateway.offline();
    assertEquals(Optional.empty(), lamp.error());
    lamp.status(OFF);
    lamp.status(ON);
    assertEquals(Optional.of("1"), lamp.error());
    gateway.online();
    lamp.status(OFF);
    assertEquals(
        "[CONNECTING " + ON + ", CONNECTING " + ON + " error 1, RUNNING " + OFF + "]",
        lamp.forwarded().toString());
    assertEquals(Optional.empty(), lamp.error());
  }

  @Test
  void aDeviceOfWhichNothingIsUndeliveredIsIntroducedWithoutAnError() {
    lamp.status(ON);
    gateway.offline().online();
    assertEquals("[CONNECTING " + ON + ", CONNECTING " + ON + "]", lamp.forwarded().toString());
  }

  @Test
  void aDeviceThatLeavesDuringAnOutageIsIntroducedAndWithdrawn() {
    lamp.status(ON);
    gateway.offline();
    lamp.disconnect();
    gateway.online();
    assertEquals(
        "[CONNECTING " + ON + ", DISCONNECT " + ON + "]",
        lamp.forwarded().subList(1, 3).toString());
  }

  @Test
  void anErrorMessageThatIsTooLargeOrCannotBeFoldedIsCounted() {
    FleetModule module =
        new LampModule() {
          @Override
          public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
            if (status.toText().equals(ON)) {
              throw new IllegalStateException();
            }
            return error.isEmpty() ? Payload.ofText("small") : Payload.wrap(new byte[65 * 1024]);
          }
        };
    OneModuleGateway other = OneModuleGateway.of(module, LampModule.DESCRIPTION);
    TestDevice device = other.device(0, "a");
    device.status(ON);
    other.offline();
    for (String status : List.of(OFF, ON, OFF, ON)) {
      device.status(status);
    }
    assertEquals(Optional.of("small"), device.error());
    assertEquals(2, device.lost());
  }

  @Test
  void aSuccessorTakesOverConnectionsCommandsAndStatuses() {
    lamp.status(ON);
    lamp.command(LIT);
    Payload[] met = {Payload.EMPTY};
    gateway.swapTo(
        new LampModule() {
          @Override
          public DeviceLogic newDevice(DeviceContext device) {
            met[0] = device.currentStatus().orElseThrow();
            return new Lamp();
          }
        },
        LampModule.DESCRIPTION);
    assertEquals(LIT, lamp.status(OFF));
    assertEquals(Payload.ofText(ON), met[0]);
    assertEquals("RUNNING " + OFF, lamp.forwarded().get(1).toString());
  }

  @Test
  void aSuccessorThatDropsADeviceTypeDisconnectsItsDevices() {
    lamp.status(ON);
    gateway.swapTo(new LampModule(), new ModuleDescription(4711, DeviceTypes.of(1), true, false));
    assertEquals(Optional.of(DisconnectCause.MODULE_UNAVAILABLE), lamp.disconnectCause());
  }

  @Test
  void aVersionThatKeepsFailingGivesWayToTheFormerOne() {
    FleetModule former = gateway.serving().orElseThrow();
    lamp.status(ON);
    gateway.swapTo(failing(), LampModule.DESCRIPTION);
    for (String role : List.of("a", "b", "c", "d")) {
      isAnswered(gateway.device(0, role));
    }
    assertSame(former, gateway.serving().orElseThrow());
    assertEquals(DARK, lamp.status(ON));
  }

  private static boolean isAnswered(TestDevice device) {
    try {
      device.status(ON);
      return true;
    } catch (DisconnectedException e) {
      return false;
    }
  }

  @Test
  void whenNoVersionIsLeftAStatusIsNotAnsweredInTime() {
    OneModuleGateway broken = OneModuleGateway.of(failing(), LampModule.DESCRIPTION);
    TestDevice waiting = broken.device(0, "waiting");
    for (String role : List.of("a", "b", "c")) {
      assertFalse(isAnswered(broken.device(0, role)));
    }
    assertEquals(Optional.empty(), broken.serving());
    DisconnectedException late =
        assertThrows(DisconnectedException.class, () -> waiting.status(ON));
    assertEquals(DisconnectCause.DEADLINE, late.disconnectCause());
    assertThrows(IllegalArgumentException.class, () -> broken.device(0, "late"));
  }

  @Test
  void commandsOfAPushModuleComeAtOnce() {
    OneModuleGateway pushing =
        OneModuleGateway.of(
            new LampModule(), new ModuleDescription(4711, DeviceTypes.ALL, true, true));
    TestDevice device = pushing.device(9, "a");
    assertEquals("", device.status(ON));
    device.command(LIT);
    assertEquals(List.of(LIT), device.pushed());
  }

  @Test
  void whatTheInternalServerRefusesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> gateway.device(9, "left"));
    assertThrows(IllegalArgumentException.class, () -> gateway.device(0, "left"));
    assertThrows(IllegalArgumentException.class, () -> gateway.device(0, ""));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            gateway.swapTo(
                new LampModule(), new ModuleDescription(1, DeviceTypes.ALL, true, false)));
  }

  @Test
  void timeMovesOnlyWhenTheTestSaysSo() {
    long[] now = new long[1];
    OneModuleGateway timed =
        OneModuleGateway.of(
            new LampModule() {
              @Override
              public DeviceLogic newDevice(DeviceContext device) {
                now[0] = device.nanoTime();
                return new Lamp();
              }
            },
            LampModule.DESCRIPTION);
    timed.advance(Duration.ofSeconds(7));
    timed.device(0, "a").status(ON);
    assertEquals(Duration.ofSeconds(7).toNanos(), now[0]);
  }
}
