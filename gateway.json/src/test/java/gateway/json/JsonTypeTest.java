package gateway.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTypeTest {

  enum Gear {
    PARK,
    @Key("r")
    REVERSE
  }

  record Wheel(@Key("wheel_no") int number, double pressure) {
    Wheel {
      if (number < 0) {
        throw new IllegalArgumentException("a wheel has no negative number");
      }
    }
  }

  record Car(
      String name,
      boolean moving,
      long odometer,
      Gear gear,
      List<Wheel> wheels,
      Map<String, Integer> doors,
      Optional<String> driver,
      @Required Optional<Wheel> spare,
      JsonValue rest) {}

  @NoOtherKeys
  record Exact(int a) {}

  record Tree(List<Tree> branches) {}

  private static final JsonType<Car> CAR = JsonType.of(Car.class);

  private static final String TEXT =
      "{\"name\":\"ž\",\"moving\":true,\"odometer\":5000000000,\"gear\":\"r\",\"wheels\":"
          + "[{\"wheel_no\":1,\"pressure\":2.5}],\"doors\":{\"left\":1},\"driver\":\"d\","
          + "\"spare\":{\"wheel_no\":9,\"pressure\":0.0},\"rest\":[1.50, {}]}";

  private static String refusal(JsonType<?> type, String text) {
    return assertThrows(InvalidJsonException.class, () -> type.read(Payload.ofText(text)))
        .getMessage();
  }

  @Test
  void readsWhatItWrites() {
    Car car = CAR.read(Payload.ofText(TEXT));
    assertEquals("ž", car.name());
    assertEquals(Gear.REVERSE, car.gear());
    assertEquals(List.of(new Wheel(1, 2.5)), car.wheels());
    assertEquals("[1.50, {}]", car.rest().text().toText());
    assertEquals(TEXT, CAR.write(car).toText());
    assertEquals(
        TEXT.replace(":", ": ").replace(",", ", ").replace(",  ", ", "),
        CAR.spaced().write(car).toText());
  }

  @Test
  void keysMayComeInAnyOrderWithBlanksAndWithOthersBetween() {
    record Two(int a, int b) {}
    assertEquals(
        new Two(1, 2),
        JsonType.of(Two.class)
            .read(Payload.ofText(" { \"x\" : [{\"a\":3}] ,\n\"b\":2,\t\"a\":1, \"\":null }\r\n")));
  }

  @Test
  void whatIsEmptyIsLeftOutOrNull() {
    Car car =
        CAR.read(
            Payload.ofText(
                TEXT.replace("\"driver\":\"d\",", "")
                    .replaceFirst("\\{\"wheel_no\":9[^}]*}", "null")));
    assertEquals(Optional.empty(), car.driver());
    assertEquals(Optional.empty(), car.spare());
    String written = CAR.write(car).toText();
    assertFalse(written.contains("driver"));
    assertTrue(written.contains("\"spare\":null"));
    assertEquals(
        Optional.empty(), CAR.read(Payload.ofText(TEXT.replace("\"d\"", "null"))).driver());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\":\"ž\"|\"name\":1|name is not a string",
        "\"name\":\"ž\"|\"name\":null|name is not a string",
        "\"name\":\"ž\"|\"nam\":\"ž\"|name is missing",
        "\"name\":\"ž\"|\"name\":\"\\ud800\"|name has half a surrogate pair",
        "\"name\":\"ž\"|\"name\":\"\\udc00\\ud800\"|name has half a surrogate pair",
        "true|1|moving is not a boolean",
        "true|\"true\"|moving is not a boolean",
        "5000000000|5000000000.0|odometer is not an integer of 64 bits",
        "5000000000|99999999999999999999|odometer is not an integer of 64 bits",
        "5000000000|\"1\"|odometer is not an integer of 64 bits",
        "\"r\"|\"REVERSE\"|gear is none of PARK, r",
        "\"r\"|1|gear is none of PARK, r",
        "\"r\"|[\"r\"]|gear is none of PARK, r",
        "[{\"wheel|{\"a\":[{\"wheel|the text is not JSON near byte 194",
        "{\"wheel_no\":1|{\"wheel_no\":5000000000|wheels[0].wheel_no is not an integer of 32 bits",
        "{\"wheel_no\":1|{\"wheel_no\":1e0|wheels[0].wheel_no is not an integer of 32 bits",
        "{\"wheel_no\":1|{\"wheel_no\":-1|wheels[0]: a wheel has no negative number",
        "2.5|\"2.5\"|wheels[0].pressure is not a number",
        "2.5|1e999|wheels[0].pressure is too large a number",
        "2.5|1e999999999|wheels[0].pressure is too large a number",
        "2.5|NaN|the text is not JSON near byte 98",
        "2.5}|2.5},[]|wheels[1] is not an object",
        "{\"left\":1}|{\"left\":1,\"x\":true}|doors.x is not an integer of 32 bits",
        "{\"left\":1}|[]|doors is not an object",
        "{\"left\":1}|{\"\\ud800\":1}|doors.? has half a surrogate pair in its key",
        "\"d\"|1|driver is not a string",
        "\"spare\":|\"spar\":|spare is missing",
        "\"pressure\":0.0|\"x\":0|spare.pressure is missing",
      })
  void namesTheFaultyKey(String from, String to, String reason) {
    assertEquals(reason, refusal(CAR, TEXT.replace(from, to)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|the text is empty",
        "` `|the text is empty",
        "null|the text is not an object",
        "[1]|the text is not an object",
        "{\"a\":1}{}|the text continues after its end",
        "{\"a\":1} x|the text is not JSON near byte 9",
        "{\"a\":1|the text is not JSON near byte 6",
        "{'a':1}|the text is not JSON near byte 1",
        "{\"a\":1,}|the text is not JSON near byte 7",
        "{\"a\":01}|the text is not JSON near byte 6",
        "/**/{\"a\":1}|the text is not JSON near byte 0",
        "{\"b\":1,\"a\":1}|b is not a known key",
        "\uFEFF{\"a\":1}|the text is not JSON near byte 2",
      })
  void refusesWhatIsNotOneText(String text, String reason) {
    assertEquals(reason, refusal(JsonType.of(Exact.class), text));
  }

  @Test
  void ofEqualKeysTheLastCountsAlsoWhenTheFirstIsWrong() {
    JsonType<Exact> type = JsonType.of(Exact.class);
    assertEquals(new Exact(2), type.read(Payload.ofText("{\"a\":\"x\",\"a\":[1],\"a\":2}")));
    assertEquals("a is not an integer of 32 bits", refusal(type, "{\"a\":2,\"a\":\"x\"}"));
  }

  @Test
  void onlyUtf8() {
    JsonType<JsonValue> any = JsonType.of(JsonValue.class);
    byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
    assertTrue(any.tryRead(Payload.wrap(utf16)).isEmpty());
    for (String malformed :
        List.of(
            "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080", "\u00c5")) {
      byte[] text = ("\"" + malformed + "\"").getBytes(StandardCharsets.ISO_8859_1);
      assertEquals(
          "the text is not UTF-8",
          assertThrows(InvalidJsonException.class, () -> any.read(Payload.wrap(text)))
              .getMessage());
    }
  }

  @Test
  void sizesAreBounded() {
    JsonType<JsonValue> any = JsonType.of(JsonValue.class);
    JsonType<Tree> tree = JsonType.of(Tree.class);
    assertTrue(any.tryRead(Payload.ofText("[".repeat(512) + "]".repeat(512))).isPresent());
    assertTrue(refusal(any, "[".repeat(513) + "]".repeat(513)).contains("depth"));
    assertTrue(refusal(any, "[".repeat(1024 * 1024)).contains("depth"));
    assertTrue(refusal(tree, "{\"branches\":[".repeat(500)).contains("depth"));
    assertTrue(refusal(any, "9".repeat(101)).contains("length"));
    assertTrue(refusal(any, "1." + "9".repeat(101)).contains("length"));
    assertTrue(refusal(any, "{\"" + "k".repeat(2000) + "\":1}").contains("length"));
    assertTrue(refusal(any, " ".repeat(1024 * 1024) + "1").contains("larger"));
    assertTrue(any.tryRead(Payload.ofText("\"" + "x".repeat(1024 * 1024 - 2) + '"')).isPresent());
  }

  @Test
  void aReasonIsShortWhateverTheKey() {
    assertTrue(refusal(JsonType.of(Exact.class), "{\"" + "k".repeat(900) + "\":1}").length() < 80);
  }

  @Test
  void readsATextInsideAFrame() {
    record Rest(int a, JsonValue rest) {}
    byte[] frame = "xx{\"a\":7,\"rest\": \"ž\" }yy".getBytes(StandardCharsets.UTF_8);
    Rest rest = JsonType.of(Rest.class).read(Payload.wrap(frame, 2, frame.length - 4));
    assertEquals(7, rest.a());
    assertEquals("\"ž\"", rest.rest().text().toText());
  }

  @Test
  void aTypeMayHaveAFormOfItsOwn() {
    JsonType<Integer> length =
        JsonType.of(
            value -> value.elements().size(), size -> JsonValue.of("[" + "0,".repeat(size) + "0]"));
    assertEquals(3, length.read(Payload.ofText("[1, 2, 3]")));
    assertEquals("[0,0,0]", length.write(2).toText());
    assertEquals("the text is not an array", refusal(length, "{}"));
  }

  @Test
  void aMistakeOfTheAuthorIsNoRefusal() {
    record Broken(int a) {
      Broken {
        throw new UnsupportedOperationException("bug");
      }
    }
    JsonType<Broken> type = JsonType.of(Broken.class);
    Payload text = Payload.ofText("{\"a\":1}");
    assertThrows(UnsupportedOperationException.class, () -> type.tryRead(text));
  }

  @ParameterizedTest
  @ValueSource(classes = {float.class, Object.class, int[].class, List.class, Runnable.class})
  void namesATypeThatHasNoForm(Class<?> type) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(type)).getMessage();
    assertTrue(message.contains(type.getTypeName()));
  }

  @Test
  void namesTheComponentThatHasNoForm() {
    record Inner(List<float[]> speeds) {}
    record Outer(Optional<Inner> inner) {}
    String message =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(Outer.class)).getMessage();
    assertTrue(message.startsWith("Outer.inner: Inner.speeds: no JSON for float[]"), message);
  }

  @Test
  void refusesTwoComponentsWithOneKey() {
    record Twice(int a, @Key("a") int b) {}
    assertThrows(IllegalArgumentException.class, () -> JsonType.of(Twice.class));
  }

  @Test
  void aTypeIsMadeWithoutMakingAValue() {
    record Never(Optional<Integer> a) {
      Never {
        throw new UnsupportedOperationException();
      }
    }
    assertTrue(JsonType.of(Never.class).tryRead(Payload.ofText("[]")).isEmpty());
  }

  @Test
  void doesNotWriteWhatIsNoJson() {
    record Values(double number, String text, Optional<Integer> maybe) {}
    JsonType<Values> type = JsonType.of(Values.class);
    for (Values wrong :
        List.of(
            new Values(Double.NaN, "", Optional.empty()),
            new Values(Double.NEGATIVE_INFINITY, "", Optional.empty()),
            new Values(0, "\udc00", Optional.empty()),
            new Values(0, null, Optional.empty()),
            new Values(0, "", null))) {
      assertThrows(IllegalArgumentException.class, () -> type.write(wrong));
    }
    assertEquals(
        "{\"number\":1.0E300,\"text\":\"\\\"\\n\uD83D\uDE00\"}",
        type.write(new Values(1e300, "\"\n\uD83D\uDE00", Optional.empty())).toText());
  }
}
