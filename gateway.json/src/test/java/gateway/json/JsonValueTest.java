package gateway.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gateway.api.device.Payload;
import gateway.json.JsonValue.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValueTest {

  private static JsonValue value(String text) {
    return JsonValue.of(text);
  }

  private static String text(JsonValue value) {
    return value.text().toText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null|NULL",
        "true|BOOLEAN",
        "false|BOOLEAN",
        "-1|NUMBER",
        "\"\"|STRING",
        " [ ] |ARRAY",
        "{}|OBJECT",
      })
  void knowsWhatItIs(String text, Kind kind) {
    assertEquals(kind, value(text).kind());
    assertEquals(text.trim(), text(value(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "230|230.0",
        "230|2.30e2",
        "0|-0.0",
        "0|0e999999999",
        "49.21|4921e-2",
        "1e999999999|1E+999999999",
        "1e99999999999|1e99999999999",
        "\"A\"|\"\\u0041\"",
        "{\"a\":1,\"b\":[null]}|{ \"b\" : [ null ], \"a\" : 1.0 }",
        "{\"a\":2,\"a\":1}|{\"a\":1}",
      })
  void isEqualHoweverItIsWritten(String one, String other) {
    assertEquals(value(one), value(other));
    assertEquals(value(one).hashCode(), value(other).hashCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|2",
        "1|\"1\"",
        "1|true",
        "null|false",
        "[]|{}",
        "[1,2]|[2,1]",
        "9007199254740993|9007199254740992",
        "1e99999999999|1e99999999998",
        "{\"a\":null}|{}",
      })
  void isNotEqualToWhatMeansSomethingElse(String one, String other) {
    assertNotEquals(value(one), value(other));
  }

  @Test
  void largeTextsAreComparedAsTheyAreWritten() {
    String large = "[" + "1,".repeat(40_000);
    assertEquals(value(large + "1]"), value(large + "1]"));
    assertNotEquals(value(large + "1]"), value(large + "1.0]"));
  }

  @Test
  void givesScalars() {
    assertEquals(true, value("true").asBoolean());
    assertEquals(-15, value("-1.5e1").asNumber());
    assertEquals(Double.POSITIVE_INFINITY, value("1e999").asNumber());
    assertEquals("aA", value("\"a\\u0041\"").asString());
    assertThrows(InvalidJsonException.class, () -> value("1").asBoolean());
    assertThrows(InvalidJsonException.class, () -> value("\"1\"").asNumber());
    assertThrows(InvalidJsonException.class, () -> value("null").asString());
  }

  @Test
  void givesParts() {
    assertEquals(
        List.of("1.50", "[ 2]", "\"x,\""),
        value("[ 1.50 ,[ 2],\"x,\"\n]").elements().stream().map(JsonValueTest::text).toList());
    assertEquals("[a, b]", value("{\"a\":1,\"b\":2,\"a\":3}").members().keySet().toString());
    assertEquals("3", text(value("{\"a\":1,\"b\":2,\"a\" : 3 }").members().get("a")));
    assertEquals(List.of(), value("[ ]").elements());
    assertThrows(InvalidJsonException.class, () -> value("{}").elements());
    assertThrows(InvalidJsonException.class, () -> value("[]").members());
    assertEquals("2", text(value("{\"a\":1,\"a\":2}").member("a")));
  }

  @Test
  void namesTheFaultyPart() {
    JsonValue value = value("{\"a\":[1,{\"b\":[]}]}");
    JsonValue b = value.member("a").elements().get(1).member("b");
    assertEquals("a[1].b is not a number", refusal(b::asNumber));
    assertEquals("a[1].b is not an object", refusal(() -> b.member("c")));
    assertEquals(
        "a[0] is not a string", refusal(value.members().get("a").elements().get(0)::asString));
    assertEquals("c is missing", refusal(() -> value.member("c")));
    assertEquals("the text is not an array", refusal(value::elements));
  }

  @Test
  void isReadAsAType() {
    record Point(int x) {}
    JsonType<Point> type = JsonType.of(Point.class);
    JsonValue value = value("{\"p\":[{\"x\":3},{\"x\":true}]}");
    List<JsonValue> points = value.member("p").elements();
    assertEquals(new Point(3), points.get(0).as(type));
    assertEquals("p[1].x is not an integer of 32 bits", refusal(() -> points.get(1).as(type)));
  }

  private static String refusal(Executable access) {
    return assertThrows(InvalidJsonException.class, access).getMessage();
  }

  @Test
  void changesAPartAndKeepsTheRestAsItWasWritten() {
    JsonValue object = value("{ \"a\" : 1.0 , \"b\" : [ 1 , 2 ,3 ] }");
    assertEquals("{ \"a\" : [] , \"b\" : [ 1 , 2 ,3 ] }", text(object.with("a", value("[]"))));
    assertEquals("{\"a\":1,\"a\":3}", text(value("{\"a\":1,\"a\":2}").with("a", value("3"))));
    assertThrows(IllegalArgumentException.class, () -> object.with("c", value("1")));
    JsonValue array = object.members().get("b");
    assertEquals("[ 2 ,3 ]", text(array.without(0)));
    assertEquals("[ 1 ,3 ]", text(array.without(1)));
    assertEquals("[ 1 , 2 ]", text(array.without(2)));
    assertEquals("[  ]", text(value("[ 7 ]").without(0)));
    assertThrows(IndexOutOfBoundsException.class, () -> array.without(3));
    assertEquals("[ 1 , 2 ,3,{} ]", text(array.plus(value("{}"))));
    assertEquals("[ {}]", text(value("[ ]").plus(value("{}"))));
  }

  @Test
  void loosesTheBlanksBetweenItsTokensOnly() {
    JsonValue value = value("{ \"a b\" :\t[ \"\\\" \\\\\" ,\r\n1.50 ] }");
    assertEquals("{\"a b\":[\"\\\" \\\\\",1.50]}", text(value.compact()));
    assertEquals(value, value.compact());
  }

  @Test
  void isAPartOfItsPayloadWithoutACopy() {
    Payload payload = Payload.ofText(" [1] ");
    assertEquals(payload.part(1, 3), JsonValue.of(payload).text());
    assertEquals("3 bytes", JsonValue.of(payload).toString());
  }
}
