package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  private static String fault(String text) {
    return assertThrows(Json.SyntaxException.class, () -> Json.parseObject(text)).getMessage();
  }

  @Test
  void valuesComeInTheirTypes() throws Exception {
    assertEquals(
        Map.of("a", 1L, "b", new BigDecimal("1.5"), "c", List.of("x", true), "d", Map.of()),
        Json.parseObject(
            "// first\n{\"a\":1,\"b\":1.5,\"c\":[\"x\",true,null],\"d\":{/**/},\"e\":null}"));
  }

  @Test
  void aFaultNamesLineAndColumn() {
    assertTrue(fault("{\n  \"a\": 1,\n  oops\n}").startsWith("line 3, column "));
    assertTrue(fault("{\"a\": 1, \"a\": 2}").contains("Duplicate field 'a'"));
    assertTrue(fault("{\"a\": 1} x").startsWith("line 1"));
    assertEquals("line 1, column 1: not a JSON object", fault("[1]"));
    assertEquals("line 1, column 1: not a JSON object", fault(""));
    assertTrue(fault("{\"a\": ").startsWith("line 1"));
  }

  @Test
  void hugeNumbersStaySmall() throws Exception {
    assertEquals(new BigDecimal("1e999999999"), Json.parseObject("{\"a\":1e999999999}").get("a"));
  }

  @Test
  void aNulCharacterIsRefusedBecausePathsCannotHaveIt() {
    assertEquals(
        "line 1, column 17: text with the character U+0000", fault("{\"a\": [\"b\\u0000\"]}"));
  }

  @Test
  void whatIsMissingIsSaidWithoutTheParsersNotes() {
    assertEquals(
        "line 1, column 2: Unexpected end-of-input: expected close marker for Object", fault("{"));
  }
}
