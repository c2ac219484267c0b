package modules.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of PROTOCOL section 5.5. */
class ExampleModuleTest {

  private static final Payload RELEASED = Payload.ofText("{\"pressed\": false}");
  private static final Payload PRESSED = Payload.ofText("{\"pressed\": true}");

  private final ExampleModule module = new ExampleModule();
  private final ExampleDevice device = new ExampleDevice();

  @Test
  void twoStatusesAndTwoCommandsAreValid() {
    assertTrue(device.isStatusValid(RELEASED));
    assertTrue(device.isStatusValid(PRESSED));
    assertTrue(device.isCommandValid(Payload.ofText("{\"lit_up\": false}")));
    assertTrue(device.isCommandValid(Payload.ofText("{\"lit_up\": true}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "true",
        "{\"pressed\":true}",
        "{\"pressed\":  true}",
        " {\"pressed\": true}",
        "{\"pressed\": true}\n",
        "{\"pressed\": 1}",
        "{\"pressed\": True}",
        "{\"pressed\": true, \"a\": 1}",
      })
  void anythingElseIsInvalid(String text) {
    assertFalse(device.isStatusValid(Payload.ofText(text)));
    assertEquals(
        "the text is neither {\"pressed\": false} nor {\"pressed\": true}", device.refusalReason());
    assertFalse(device.isCommandValid(Payload.ofText(text.replace("pressed", "lit_up"))));
    assertEquals(
        "the text is neither {\"lit_up\": false} nor {\"lit_up\": true}", device.refusalReason());
  }

  @Test
  void statusesAreNoCommands() {
    assertFalse(device.isCommandValid(PRESSED));
    assertFalse(device.isStatusValid(device.firstCommand()));
  }

  @Test
  void theFirstCommandIsDark() {
    assertEquals("{\"lit_up\": false}", device.firstCommand().toText());
  }

  @ParameterizedTest
  @CsvSource({"false, true", "true, false"})
  void theLampIsLitWhileTheButtonIsNotPressed(boolean pressed, boolean lit) {
    Payload status = pressed ? PRESSED : RELEASED;
    assertEquals(
        "{\"lit_up\": " + lit + "}",
        device.nextCommand(status, status, Optional.empty(), device.firstCommand()).toText());
  }

  @Test
  void sendsWhenBytesDifferAndAggregatesToTheNewStatus() {
    assertFalse(device.sendNow(RELEASED, Payload.ofText(RELEASED.toText())));
    assertTrue(device.sendNow(RELEASED, PRESSED));
    assertSame(PRESSED, device.aggregate(RELEASED, PRESSED));
  }

  @Test
  void theErrorMessageIsTheOneThatIsThereOrTheDefault() {
    assertEquals("Default error", module.aggregateError(0, Optional.empty(), PRESSED).toText());
    Payload error = Payload.ofText("other");
    assertSame(error, module.aggregateError(0, Optional.of(error), PRESSED));
  }
}
