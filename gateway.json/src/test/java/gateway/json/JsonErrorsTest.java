package gateway.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gateway.api.device.Payload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonErrorsTest {

  private record Status(int n) {}

  private record Sum(int n) {}

  private final JsonErrors<Status, Sum> errors =
      new JsonErrors<>(JsonType.of(Status.class), JsonType.of(Sum.class));

  private Payload fold(Optional<Payload> error, int n) {
    return errors.fold(error, Payload.ofText("{\"n\":" + n + "}"), JsonErrorsTest::add);
  }

  private static Sum add(Optional<Sum> before, Status status) {
    return status.n() == 0 && before.isPresent()
        ? before.get()
        : new Sum(before.map(Sum::n).orElse(0) + status.n());
  }

  @Test
  void foldsARow() {
    Payload error = fold(Optional.empty(), 1);
    error = fold(Optional.of(error), 2);
    assertEquals("{\"n\":3}", error.toText());
  }

  @Test
  void dependsOnItsArgumentsAlone() {
    Payload one = fold(Optional.empty(), 1);
    Payload five = fold(Optional.empty(), 5);
    assertEquals("{\"n\":3}", fold(Optional.of(one), 2).toText());
    assertEquals("{\"n\":7}", fold(Optional.of(Payload.ofText(five.toText())), 2).toText());
  }

  @Test
  void whatIsReturnedAsGivenKeepsItsBytes() {
    Payload left = Payload.ofText("{ \"n\": 4, \"more\": 1 }");
    assertSame(left, fold(Optional.of(left), 0));
  }

  @Test
  void startsAgainWhereAnotherModuleHasLeftItsError() {
    assertEquals("{\"n\":2}", fold(Optional.of(Payload.ofText("oops")), 2).toText());
    assertEquals("{\"n\":2}", fold(Optional.of(Payload.EMPTY), 2).toText());
  }

  @Test
  void aStatusThatIsNoneIsAFailure() {
    assertThrows(
        InvalidJsonException.class,
        () -> errors.fold(Optional.empty(), Payload.ofText("?"), JsonErrorsTest::add));
  }
}
