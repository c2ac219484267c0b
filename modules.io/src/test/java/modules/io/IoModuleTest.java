package modules.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of PROTOCOL section 5.2, and section 9, decision 18. */
class IoModuleTest {

  private static final int OPTA = 1;
  private static final int MEGA = 2;
  private static final int UNO = 3;
  private static final int BUTTON = 4;

  private final IoModule module = new IoModule();

  private static IoDevice device(int type) {
    return new IoDevice(Board.of(type));
  }

  /** Returns the entries of inputs that are on where the pattern has a 1. */
  private static String inputs(String pattern) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      entries
          .append(i == 0 ? "" : ",")
          .append("{\"inNum\":" + (i + 1) + ",\"inSt\":" + (pattern.charAt(i) == '1') + '}');
    }
    return entries.toString();
  }

  /** Returns the entries of outputs: 0 off, 1 on, x failed. */
  private static String outputs(String pattern) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      entries
          .append(i == 0 ? "" : ",")
          .append("{\"outNum\":" + (i + 1))
          .append(",\"outErr\":" + (c == 'x') + ",\"outSt\":" + (c == '1') + '}');
    }
    return entries.toString();
  }

  private static String status(String inputs, String outputs, int presses) {
    return "[[" + inputs(inputs) + "],[" + outputs(outputs) + "],{\"butPr\":" + presses + "}]";
  }

  private static String button(boolean on) {
    return "[[" + inputs(on ? "1" : "0") + "],null,{\"butPr\":0}]";
  }

  private static String good(int type) {
    return switch (type) {
      case OPTA -> status("010000", "1x00", 2);
      case MEGA -> status("0100", "1x00", 2);
      case UNO -> status("010000", "1x00001", 2);
      default -> button(true);
    };
  }

  private static boolean isValid(int type, String status) {
    return device(type).isStatusValid(Payload.ofText(status));
  }

  private static String refusal(int type, String status) {
    IoDevice device = device(type);
    assertFalse(device.isStatusValid(Payload.ofText(status)));
    return device.refusalReason();
  }

  @ParameterizedTest
  @ValueSource(ints = {OPTA, MEGA, UNO, BUTTON})
  void everyBoardHasItsNumberOfInputsAndOutputs(int type) {
    assertTrue(isValid(type, good(type)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 00000, 0000, [0] has fewer than 6 entries",
    "1, 000000, 000, [1] has fewer than 4 entries",
    "2, 000, 0000, [0] has fewer than 4 entries",
    "2, 0000, 000, [1] has fewer than 4 entries",
    "3, 00000, 0000000, [0] has fewer than 6 entries",
    "3, 000000, 000000, [1] has fewer than 7 entries",
    "4, '', '', [0] has fewer than 1 entries",
  })
  void oneLessIsInvalid(int type, String inputs, String outputs, String reason) {
    assertEquals(reason, refusal(type, status(inputs, outputs, 0)));
  }

  @Test
  void whatIsListedBeyondIsIgnoredWhateverItIs() {
    String opta = status("000000", "0000", 0);
    assertTrue(isValid(OPTA, opta.replaceFirst("],\\[", ",7,{}],[")));
    assertTrue(isValid(OPTA, opta.replace("],{\"butPr", ",null],{\"butPr")));
    assertTrue(isValid(OPTA, opta.replace("0}]", "0},[]]")));
    assertTrue(isValid(OPTA, opta.replace("\"inNum\":1", "\"more\":[],\"inNum\":1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"inNum\":3|\"inNum\":\"3\"|[0][2].inNum is not a number",
        "\"inNum\":3|\"in\":3|[0][2].inNum is missing",
        "\"inNum\":3|\"inNum\":null|[0][2].inNum is not a number",
        "3,\"inSt\":false|3,\"inSt\":0|[0][2].inSt is not a boolean",
        "\"outNum\":2|\"outNum\":{}|[1][1].outNum is not a number",
        "2,\"outErr\":false|2,\"outErr\":null|[1][1].outErr is not a boolean",
        "\"outSt\":false|\"outST\":false|[1][0].outSt is missing",
        "{\"butPr\":0}|{\"butPr\":\"0\"}|[2].butPr is not a number",
        "{\"butPr\":0}|{}|[2].butPr is missing",
        "{\"butPr\":0}|0|[2] is not an object",
        ",{\"butPr\":0}|``|[2] is missing",
      })
  void namesTheFaultyKey(String from, String to, String reason) {
    assertEquals(reason, refusal(OPTA, status("000000", "0000", 0).replace(from, to)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "7", "{}", "[]", "[[],[]]", "[{},{},{}]", "[null,null,null]"})
  void invalidStatus(String status) {
    for (int type = OPTA; type <= BUTTON; type++) {
      assertFalse(isValid(type, status));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "[{\"outNum\":\"x\"}]"})
  void theOutputsOfAButtonAreNotLookedAt(String outputs) {
    assertTrue(isValid(BUTTON, "[[" + inputs("1") + "]," + outputs + ",{\"butPr\":0}]"));
  }

  @Test
  void theCounterOfAButtonMustExist() {
    assertEquals("[2] is missing", refusal(BUTTON, "[[" + inputs("1") + "],null]"));
  }

  @Test
  void anotherDeviceTypeIsNoBoard() {
    assertEquals("no board has this device type", refusal(5, good(OPTA)));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void theFirstCommandOfABoardNumbersItsOutputsFromZero(int type) {
    assertEquals(
        "[{\"outNum\":0,\"actType\":0},{\"outNum\":1,\"actType\":0},"
            + "{\"outNum\":2,\"actType\":0},{\"outNum\":3,\"actType\":0}]",
        device(type).firstCommand().toText());
  }

  @Test
  void theFirstCommandOfAButtonIsNull() {
    assertEquals("null", device(BUTTON).firstCommand().toText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "null",
        " [ ] ",
        "[{\"outNum\":1,\"actType\":2}]",
        "[{\"outNum\":-99,\"actType\":1e9,\"x\":[]},{\"actType\":0.5,\"outNum\":0}]",
      })
  void validCommand(String command) {
    assertTrue(device(OPTA).isCommandValid(Payload.ofText(command)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7|the text is not an array",
        "true|the text is not an array",
        "\"x\"|the text is not an array",
        "{\"outNum\":1,\"actType\":2}|the text is an object that is not empty",
        "[7]|[0] is not an object",
        "[{\"outNum\":1,\"actType\":2},{\"outNum\":1}]|[1].actType is missing",
        "[{\"outNum\":\"1\",\"actType\":2}]|[0].outNum is not a number",
        "[{\"outNum\":1,\"actType\":true}]|[0].actType is not a number",
        "[}|the text is not JSON near byte 1",
      })
  void invalidCommand(String command, String reason) {
    IoDevice device = device(OPTA);
    assertFalse(device.isCommandValid(Payload.ofText(command)));
    assertEquals(reason, device.refusalReason());
  }

  private static boolean sends(int type, String current, String status) {
    IoDevice device = device(type);
    Payload next = Payload.ofText(status);
    assertTrue(device.isStatusValid(next));
    return device.sendNow(Payload.ofText(current), next);
  }

  @ParameterizedTest
  @CsvSource({
    // type, before, after, sent
    "1, 000000 0000 0, 000000 0000 0, false",
    "1, 000000 0000 0, 000000 0001 0, true",
    "1, 000000 0000 0, 000000 000x 0, true",
    "1, 000000 0000 0, 000001 0000 0, true",
    "1, 000000 0000 0, 000000 0000 1, true",
    "1, 000000 0000 1, 000000 0000 1, true",
    "1, 000000 0000 2, 000000 0000 0, true",
    "1, 000000 0000 0, 000000 0000 -1, false",
    "2, 0000 0000 0, 0000 0000 0, false",
    "2, 0000 0000 0, 0000 0000 5, false",
    "2, 0000 0000 5, 0000 0000 0, false",
    "2, 0000 0000 0, 0000 x000 0, true",
    "2, 0000 0000 0, 1000 0000 0, true",
    "3, 000000 0000000 0, 000000 0000000 3, false",
    "3, 000000 0000000 0, 000000 0000001 0, true",
    "3, 000000 0000000 0, 000001 0000000 0, true",
    "4, 0 '' 0, 0 '' 5, false",
    "4, 0 '' 0, 1 '' 0, true",
  })
  void sendCondition(int type, String before, String after, boolean sent) {
    assertEquals(sent, sends(type, parse(before), parse(after)));
  }

  private static String parse(String row) {
    String[] parts = row.replace("''", "").split(" ", -1);
    return status(parts[0], parts[1], Integer.parseInt(parts[2]));
  }

  @Test
  void theOutputsOfAButtonAreNotCompared() {
    String on = button(true);
    assertFalse(sends(BUTTON, on, on.replace("null", "[" + outputs("1") + "]")));
  }

  private static String aggregate(int type, String status) {
    IoDevice device = device(type);
    Payload next = Payload.ofText(status);
    assertTrue(device.isStatusValid(next));
    return device.aggregate(Payload.ofText(good(type)), next).toText();
  }

  @ParameterizedTest
  @ValueSource(ints = {OPTA, MEGA, UNO, BUTTON})
  void anAggregateIsWrittenAgain(int type) {
    String good = good(type);
    assertEquals(good, aggregate(type, good));
    assertEquals(good, aggregate(type, good.replace(",", " , ").replace("{\"", "{\"x\":[1],\"")));
  }

  @Test
  void anAggregateHasEveryInputOnceInOrder() {
    assertEquals(
        status("100100", "0000", 3),
        aggregate(
            OPTA,
            status("000000", "0000", 3)
                .replace("\"inNum\":2,\"inSt\":false", "\"inSt\":true,\"inNum\":4.0")
                .replace("\"inNum\":3,\"inSt\":false", "\"inNum\":7,\"inSt\":true")
                .replace("\"inNum\":5,\"inSt\":false", "\"inNum\":1,\"inSt\":true")
                .replace("\"inNum\":6,\"inSt\":false", "\"inNum\":0,\"inSt\":true")
                .replace("\"inNum\":1,\"inSt\":false", "\"inNum\":-1,\"inSt\":true")
                .replace("\"inNum\":4,\"inSt\":false", "\"inNum\":1e300,\"inSt\":true")));
  }

  @Test
  void theOutputsOfAButtonBecomeNull() {
    String on = button(true);
    assertEquals(on, aggregate(BUTTON, on.replace("null", "[]")));
  }

  @Test
  void theCommandStaysByteForByte() {
    IoDevice device = device(OPTA);
    Payload status = Payload.ofText(good(OPTA));
    Payload command = Payload.ofText(" [ {\"outNum\":1.0,\"actType\":2} ]");
    assertTrue(device.isStatusValid(status));
    assertSame(command, device.nextCommand(status, status, Optional.empty(), command));
    assertSame(command, device.nextCommand(status, status, Optional.of(status), command));
  }

  private String fold(int type, String... statuses) {
    Optional<Payload> error = Optional.empty();
    for (String status : statuses) {
      error = Optional.of(module.aggregateError(type, error, Payload.ofText(status)));
    }
    return error.orElseThrow().toText();
  }

  @Test
  void theErrorMessageSumsUpPresses() {
    assertEquals(
        "{\"aggregatedButtonPresses\":7}",
        fold(OPTA, status("000000", "0000", 3), good(OPTA), good(OPTA)));
    assertEquals("{\"aggregatedButtonPresses\":4}", fold(MEGA, good(MEGA), good(MEGA)));
    assertEquals("{\"aggregatedButtonPresses\":4}", fold(UNO, good(UNO), good(UNO)));
  }

  @Test
  void theErrorMessageOfAButtonIsAlwaysZero() {
    String pressed = button(true).replace("\"butPr\":0", "\"butPr\":5");
    assertEquals("{\"aggregatedButtonPresses\":0}", fold(BUTTON, pressed, pressed));
  }

  @Test
  void aBrokenCounterDoesNotTurnTheSumAround() {
    String most = good(OPTA).replace("\"butPr\":2", "\"butPr\":1e300");
    assertEquals("{\"aggregatedButtonPresses\":" + Long.MAX_VALUE + "}", fold(OPTA, most, most));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "[]",
        "{}",
        "{\"pressed_count\": 1}",
        "{\"aggregatedButtonPresses\":\"1\"}"
      })
  void anUnreadableErrorMessageIsReplaced(String foreign) {
    assertEquals(
        "{\"aggregatedButtonPresses\":2}",
        module
            .aggregateError(OPTA, Optional.of(Payload.ofText(foreign)), Payload.ofText(good(OPTA)))
            .toText());
  }

  @Test
  void aStatusThatCannotBeReadIsAFailure() {
    Payload garbage = Payload.ofText("?");
    assertThrows(
        RuntimeException.class, () -> module.aggregateError(OPTA, Optional.empty(), garbage));
  }
}
