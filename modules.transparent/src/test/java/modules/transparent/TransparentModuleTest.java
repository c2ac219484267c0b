package modules.transparent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of PROTOCOL section 5.4, and section 9, decision 19. */
class TransparentModuleTest {

  private final TransparentModule module = new TransparentModule();
  private final TransparentDevice device = new TransparentDevice();

  @ParameterizedTest
  @ValueSource(strings = {"", "Status 5", "{", "\0"})
  void everythingIsValidAndSent(String text) {
    Payload payload = Payload.ofText(text);
    assertTrue(device.isStatusValid(payload));
    assertTrue(device.isCommandValid(payload));
    assertTrue(device.sendNow(payload, payload));
  }

  @Test
  void theFirstCommandIsAJsonStringOf17Characters() {
    assertEquals("\"default_command\"", device.firstCommand().toText());
    assertEquals(17, device.firstCommand().size());
  }

  @Test
  void theCommandStaysAsItIs() {
    Payload status = Payload.ofText("s");
    Payload command = Payload.ofText("c");
    assertSame(command, device.nextCommand(status, status, Optional.empty(), command));
    assertSame(command, device.nextCommand(status, status, Optional.of(status), command));
  }

  private String wrapped(Payload status) {
    return device.aggregate(Payload.ofText("before"), status).toText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "``|\"\"",
        "Status 5|\"Status 5\"",
        "\"Status 5\"|\"\\\"Status 5\\\"\"",
        "a\\b/|\"a\\\\b/\"",
        "ž\uD83D\uDE00\u007f|\"ž\uD83D\uDE00\u007f\"",
      })
  void anAggregateIsTheTextAsOneJsonString(String status, String aggregate) {
    assertEquals(aggregate, wrapped(Payload.ofText(status)));
  }

  @Test
  void controlCharactersAreEscaped() {
    assertEquals("\"\\b\\f\\n\\r\\t\"", wrapped(Payload.ofText("\b\f\n\r\t")));
    assertEquals("\"\\u0000\\u001f\\u000b\"", wrapped(Payload.ofText("\0\u001f\u000b")));
  }

  @Test
  void invalidUtf8IsReplaced() {
    byte[] bytes = "a\u00ffb\u00c5".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("\"a\uFFFDb\uFFFD\"", wrapped(Payload.wrap(bytes)));
  }

  @Test
  void thereIsNoErrorMessage() {
    Payload status = Payload.ofText("s");
    assertSame(Payload.EMPTY, module.aggregateError(7, Optional.empty(), status));
    assertSame(Payload.EMPTY, module.aggregateError(7, Optional.of(status), status));
  }
}
