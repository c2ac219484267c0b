package modules.mission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statuses and commands are valid: PROTOCOL section 5.1. */
class MissionStatusTest {

  private final MissionDevice device = new MissionDevice(() -> 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"state\":\"DRIVE\",\"telemetry\":{\"speed\":4.5,\"fuel\":0.8,\"position\":"
            + "{\"latitude\":49.2,\"longitude\":16.6,\"altitude\":230.0}},\"nextStop\":"
            + "{\"name\":\"A\",\"position\":"
            + "{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":231.0}}}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        " {\"nextStop\" : 7 , \"telemetry\" : {\"speed\":-1e1} ,\n\t\"state\":\"IN_STOP\" } ",
        "{\"state\":\"OBSTACLE\",\"telemetry\":{\"speed\":1},\"nextStop\":\"x\",\"more\":[{}]}",
        "{\"state\":\"ERROR\",\"telemetry\":{\"speed\":1},\"nextStop\":[1,{\"a\":[]}]}",
        "{\"state\":1,\"telemetry\":1,\"state\":\"IDLE\",\"telemetry\":{\"speed\":1},"
            + "\"nextStop\":null}",
        "{\"state\":\"\\u0049DLE\",\"telemetry\":{\"speed\":1},\"nextStop\":\"ž\"}",
      })
  void valid(String status) {
    assertTrue(device.isStatusValid(Payload.ofText(status)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "[]",
        "{}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0}}",
        "{\"state\":\"IDLE\",\"nextStop\":null}",
        "{\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":\"0\"},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":null},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":true},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":NaN},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":1e999},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":[0],\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":null,\"nextStop\":null}",
        "{\"state\":\"idle\",\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        "{\"state\":1,\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        "{\"state\":{\"state\":\"IDLE\"},\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"state\":2,\"telemetry\":{\"speed\":0},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"telemetry\":{},\"nextStop\":null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}x",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}{}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":{\"a\":}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":nul}",
        "{'state':'IDLE','telemetry':{'speed':0},'nextStop':null}",
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null,}",
        "/**/{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}",
      })
  void invalid(String status) {
    assertFalse(device.isStatusValid(Payload.ofText(status)));
  }

  @Test
  void nestingIsBounded() {
    assertTrue(device.isStatusValid(nested(500)));
    assertFalse(device.isStatusValid(nested(100_000)));
  }

  private static Payload nested(int depth) {
    return Payload.ofText(
        "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":"
            + "[".repeat(depth)
            + "]".repeat(depth)
            + "}");
  }

  @Test
  void onlyUtf8() {
    String text = "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":\"x\"}";
    assertFalse(
        device.isStatusValid(Payload.wrap(text.getBytes(StandardCharsets.UTF_16BE))), "UTF-16BE");
    assertFalse(
        device.isStatusValid(Payload.wrap(text.getBytes(StandardCharsets.UTF_16LE))), "UTF-16LE");
    byte[][] malformed = {
      {(byte) 0xff},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xc5},
    };
    for (byte[] sequence : malformed) {
      byte[] bytes =
          text.replace("x", new String(sequence, StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
      assertFalse(device.isStatusValid(Payload.wrap(bytes)));
    }
  }

  @Test
  void aStatusInsideAFrameIsReadInPlace() {
    byte[] frame =
        "xx{\"state\":\"IN_STOP\",\"telemetry\":{\"speed\":2},\"nextStop\":\"A\"}yy"
            .getBytes(StandardCharsets.UTF_8);
    Payload status = Payload.wrap(frame, 2, frame.length - 4);
    assertTrue(device.isStatusValid(status));
    assertEquals(
        "{\"finishedStops\":[\"A\"]}",
        new MissionModule().aggregateError(1, Optional.empty(), status).toText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":[{\"name\":\"A\"}]}",
        "{\"stops\":[],\"route\":\"\",\"action\":\"STOP\"}",
        "{\"action\":\"NO_ACTION\",\"route\":\"\",\"stops\":[1,null,[],{}],\"more\":{}}",
        "{\"stops\":1,\"action\":\"START\",\"route\":\"R1\",\"stops\":[]}",
      })
  void validCommand(String command) {
    assertTrue(device.isCommandValid(Payload.ofText(command)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"route\":\"R1\",\"stops\":[]}",
        "{\"action\":\"START\",\"stops\":[]}",
        "{\"action\":\"START\",\"route\":\"R1\"}",
        "{\"action\":1,\"route\":\"R1\",\"stops\":[]}",
        "{\"action\":\"GO\",\"route\":\"R1\",\"stops\":[]}",
        "{\"action\":\"START\",\"route\":null,\"stops\":[]}",
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":{}}",
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":null}",
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":[]} 1",
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":[",
        "{\"action\":\"START\",\"route\":\"R1\",\"stops\":[],\"stops\":5}",
      })
  void invalidCommand(String command) {
    assertFalse(device.isCommandValid(Payload.ofText(command)));
  }

  @Test
  void randomBytesAreRefusedAndNothingIsThrown() {
    Random random = new Random(1);
    byte[] good =
        "{\"state\":\"DRIVE\",\"telemetry\":{\"speed\":4.5},\"nextStop\":{\"name\":\"ž\"}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      Payload payload = Payload.wrap(bytes);
      assertFalse(device.isStatusValid(payload));
      assertFalse(device.isCommandValid(payload));
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      device.isStatusValid(Payload.wrap(damaged));
      device.isCommandValid(Payload.wrap(damaged, 0, random.nextInt(damaged.length)));
    }
  }
}
