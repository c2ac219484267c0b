package gateway.laboratory.swap.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkTest {

  private static CommandMark find(String command) {
    byte[] bytes = command.getBytes(StandardCharsets.UTF_8);
    return CommandMark.find(bytes, bytes.length);
  }

  @Test
  void aCommandSaysWhichStatusItAnswersAndWhoMadeIt() {
    Payload marked = new CommandMark(100_000_123, 7).addTo(Payload.ofText("{\"action\":\"STOP\"}"));
    assertEquals("{\"action\":\"STOP\",\"answers\":100000123,\"version\":7}", marked.toText());
    assertEquals(new CommandMark(100_000_123, 7), find(marked.toText()));
  }

  @Test
  void theMarkOfAnotherVersionIsReplaced() {
    Payload first = new CommandMark(100_000_123, 7).addTo(Payload.ofText("{\"stops\":[]}"));
    assertEquals(
        "{\"stops\":[],\"answers\":100000124,\"version\":12}",
        new CommandMark(100_000_124, 12).addTo(first).toText());
  }

  @Test
  void thePayloadMayBePartOfALargerArray() {
    byte[] bytes = "xx{\"a\":1}yy".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        "{\"a\":1,\"answers\":1,\"version\":2}",
        new CommandMark(1, 2).addTo(Payload.wrap(bytes, 2, 7)).toText());
    assertEquals(1, CommandMark.numberOf(Payload.wrap(bytes, 2, 7)));
  }

  @Test
  void whatIsNoMarkIsNotFound() {
    assertNull(find(""));
    assertNull(find("{}"));
    assertNull(find("{\"lit_up\": true}"));
    assertNull(find("{\"answers\":1}"));
    assertNull(find("{\"a\":1,\"version\":2}"));
    assertNull(find("{\"a\":1,\"answers\":,\"version\":2}"));
    assertNull(find("{\"a\":1,\"answers\":1,\"version\":}"));
    assertNull(CommandMark.find(new byte[8], -1));
  }

  @Test
  void theNumberOfAStatusIsItsLast() {
    assertEquals(
        100_000_007, CommandMark.numberOf(Payload.ofText("{\"a\":1,\"sequence\":100000007}")));
    assertEquals(-1, CommandMark.numberOf(Payload.ofText("{\"a\":true}")));
    assertEquals(-1, CommandMark.numberOf(Payload.EMPTY));
  }
}
