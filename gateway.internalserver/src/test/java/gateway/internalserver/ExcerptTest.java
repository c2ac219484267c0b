package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Payload;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void noPayloadForgesOrFloodsTheLog() {
    assertEquals(
        "9 bytes: {\"a\":?1}?", new Excerpt(Payload.ofText("{\"a\":\n1}\u001b")).toString());
    assertEquals(
        "5000 bytes: " + "x".repeat(200) + "…",
        new Excerpt(Payload.ofText("x".repeat(5000))).toString());
  }
}
