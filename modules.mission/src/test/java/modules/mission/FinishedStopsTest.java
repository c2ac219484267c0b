package modules.mission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gateway.api.device.Payload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error messages of the mission module: PROTOCOL section 5.1, aggregate error. */
class FinishedStopsTest {

  private static final String A =
      "{\"name\":\"A\",\"position\":{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":231.0}}";
  private static final String B = "{\"name\":\"B\"}";

  private final MissionModule module = new MissionModule();

  private static Payload status(String state, String nextStop) {
    return Payload.ofText(
        "{\"state\":\"" + state + "\",\"telemetry\":{\"speed\":0},\"nextStop\":" + nextStop + "}");
  }

  private String fold(Payload... statuses) {
    Optional<Payload> error = Optional.empty();
    for (Payload status : statuses) {
      error = Optional.of(module.aggregateError(1, error, status));
    }
    return error.orElseThrow().toText();
  }

  @Test
  void startsWithAnEmptyList() {
    assertEquals("{\"finishedStops\":[]}", fold(status("DRIVE", A)));
  }

  @Test
  void holdsEachFinishedStopOnce() {
    assertEquals("{\"finishedStops\":[" + A + "]}", fold(status("IN_STOP", A)));
    assertEquals(
        "{\"finishedStops\":[" + A + "," + B + "," + A + "]}",
        fold(
            status("DRIVE", A),
            status("IN_STOP", A),
            status("IN_STOP", A.replace(",", " , ")),
            status("DRIVE", B),
            status("IN_STOP", B),
            status("IN_STOP", A)));
  }

  @Test
  void dependsOnTheArgumentsAloneAlsoWhenDevicesAlternate() {
    MissionModule other = new MissionModule();
    Payload one = module.aggregateError(1, Optional.empty(), status("IN_STOP", A));
    Payload two = module.aggregateError(1, Optional.empty(), status("IN_STOP", B));
    for (Payload error : List.of(one, Payload.copyOf(one.toByteArray()))) {
      assertEquals(
          "{\"finishedStops\":[" + A + "," + B + "]}",
          other.aggregateError(1, Optional.of(error), status("IN_STOP", B)).toText());
      assertEquals(error, other.aggregateError(1, Optional.of(error), status("IN_STOP", A)));
    }
    assertSame(two, module.aggregateError(1, Optional.of(two), status("IN_STOP", B)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{\"status_count\": 3}", "[]", "?", "{\"finishedStops\":7}", "{\"a\":[]"})
  void anUnreadableErrorMessageIsReplaced(String foreign) {
    assertEquals(
        "{\"finishedStops\":[" + A + "]}",
        module
            .aggregateError(1, Optional.of(Payload.ofText(foreign)), status("IN_STOP", A))
            .toText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\": 1, \"finishedStops\": [ 1.50 ]}|{\"n\": 1, \"finishedStops\": [ 1.50,%A ]}",
        "{\"finishedStops\":[1e1, {\"a\":[]}], \"n\":2}|{\"finishedStops\":[1e1, {\"a\":[]},%A], \"n\":2}",
        "{\"finishedStops\":[\"x\"]}|{\"finishedStops\":[\"x\",%A]}",
        "{\"finishedStops\":[ ]}|{\"finishedStops\":[ %A]}",
      })
  void continuesAListThatAnotherVersionLeft(String error, String folded) {
    assertEquals(
        folded.replace("%A", A),
        module
            .aggregateError(1, Optional.of(Payload.ofText(error)), status("IN_STOP", A))
            .toText());
  }

  @Test
  void aStatusThatCannotBeReadIsAFailure() {
    assertThrows(
        RuntimeException.class,
        () -> module.aggregateError(1, Optional.empty(), Payload.ofText("?")));
  }
}
