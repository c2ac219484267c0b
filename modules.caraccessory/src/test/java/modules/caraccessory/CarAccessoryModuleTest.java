package modules.caraccessory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of PROTOCOL section 5.3. */
class CarAccessoryModuleTest {

  private final CarAccessoryModule module = new CarAccessoryModule();
  private final ButtonDevice device = new ButtonDevice();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|true",
        "false|false",
        "null|false",
        "0|false",
        "-0.0|false",
        "0e5|false",
        "1|true",
        "-1|true",
        "1e-300|true",
        "123456789012345678901234567890|true",
        "\"\"|false",
        "\"false\"|true",
        "[]|false",
        "[0]|true",
        "{}|false",
        "{\"a\":0}|true",
      })
  void theLampIsLitWhenPythonCallsTheValueTrue(String pressed, boolean lit) {
    Payload status = Payload.ofText("{\"a\":[{}],\"pressed\": " + pressed + "}");
    assertTrue(device.isStatusValid(status));
    assertEquals(
        "{\"lit_up\": " + lit + "}",
        device
            .nextCommand(status, status, Optional.empty(), Payload.ofText("{\"lit_up\": 7}"))
            .toText());
  }

  @Test
  void ofEqualKeysTheLastCounts() {
    Payload status = Payload.ofText("{\"pressed\": true, \"pressed\": false}");
    assertTrue(device.isStatusValid(status));
    assertEquals(
        "{\"lit_up\": false}",
        device.nextCommand(status, status, Optional.empty(), Payload.EMPTY).toText());
  }

  @Test
  void firstCommandHasPythonSpacing() {
    assertEquals("{\"lit_up\": false}", device.firstCommand().toText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "\"pressed\"",
        "[\"pressed\"]",
        "{}",
        "{\"Pressed\": true}",
        "{\"a\": {\"pressed\": true}}",
        "{\"pressed\": true",
        "{\"pressed\": true} x",
        "{\"pressed\": true}{}",
        "{\"pressed\": True}",
        "{\"pressed\": NaN}",
        "{pressed: true}",
      })
  void invalidStatus(String status) {
    assertFalse(device.isStatusValid(Payload.ofText(status)));
    Payload command = Payload.ofText(status.replace("pressed", "lit_up"));
    assertFalse(device.isCommandValid(command));
  }

  @Test
  void onlyUtf8() {
    String status = "{\"pressed\": true}";
    assertFalse(
        device.isStatusValid(Payload.wrap(status.getBytes(StandardCharsets.UTF_16LE))), "UTF-16");
    assertFalse(
        device.isStatusValid(
            Payload.wrap("{\"pressed\": \"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1))),
        "Latin-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"lit_up\": true}", " {\"x\":1,\"lit_up\":null} "})
  void validCommand(String command) {
    assertTrue(device.isCommandValid(Payload.ofText(command)));
  }

  @Test
  void nestingIsBounded() {
    int depth = 100_000;
    assertFalse(
        device.isStatusValid(
            Payload.ofText("{\"pressed\": " + "[".repeat(depth) + "]".repeat(depth) + "}")));
  }

  @Test
  void sendsWhenBytesDifferAndAggregatesToTheNewStatus() {
    Payload current = Payload.ofText("{\"pressed\": true}");
    Payload same = Payload.ofText("{\"pressed\": true}");
    Payload other = Payload.ofText("{\"pressed\":true}");
    assertFalse(device.sendNow(current, same));
    assertTrue(device.sendNow(current, other));
    assertEquals(other, device.aggregate(current, other));
  }

  @Test
  void errorMessageCounts() {
    assertEquals(
        "{\"pressed_count\": 1, \"not_pressed_count\": 2, \"total_statuses\": 3}",
        fold("{\"pressed\": false}", "{\"pressed\": 5}", "{\"pressed\": null}"));
  }

  @Test
  void aStatusWithoutTheKeyMakesAnErrorTextThatStays() {
    assertEquals(
        "{\"error\": \"a status has no key \\\"pressed\\\"\"}",
        fold("{\"pressed\": true}", "{}", "{\"pressed\": true}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "[]",
        "{\"pressed_count\": 2}",
        "{\"pressed_count\": \"2\", \"total_statuses\": 3}",
        "{\"pressed_count\": 4, \"total_statuses\": 3}",
        "{\"pressed_count\": -1, \"total_statuses\": 3}",
        "{\"finishedStops\":[]}",
      })
  void anUnreadableErrorMessageIsReplaced(String foreign) {
    assertEquals(
        "{\"pressed_count\": 1, \"not_pressed_count\": 0, \"total_statuses\": 1}",
        module
            .aggregateError(
                0, Optional.of(Payload.ofText(foreign)), Payload.ofText("{\"pressed\": true}"))
            .toText());
  }

  private String fold(String... statuses) {
    Optional<Payload> error = Optional.empty();
    for (String status : statuses) {
      error = Optional.of(module.aggregateError(0, error, Payload.ofText(status)));
    }
    return error.orElseThrow().toText();
  }

  @Test
  void randomBytesAreRefusedAndNothingIsThrown() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      assertFalse(device.isStatusValid(Payload.wrap(bytes)));
      assertFalse(device.isCommandValid(Payload.wrap(bytes)));
    }
  }

  @Test
  void aStatusNeverSeenIsAFailureOfTheCall() {
    Payload garbage = Payload.ofText("?");
    assertThrows(
        RuntimeException.class,
        () -> device.nextCommand(garbage, garbage, Optional.empty(), Payload.EMPTY));
  }

  @Test
  void namesTheFaultyKey() {
    assertFalse(device.isStatusValid(Payload.ofText("{}")));
    assertEquals("pressed is missing", device.refusalReason());
    assertFalse(device.isCommandValid(Payload.ofText("{}")));
    assertEquals("lit_up is missing", device.refusalReason());
  }
}
