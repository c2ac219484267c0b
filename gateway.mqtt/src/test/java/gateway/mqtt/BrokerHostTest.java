package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.mqtt.BrokerSettings.Broker;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerHostTest {

  @ParameterizedTest
  @CsvSource({
    "mqtt_broker, mqtt_broker",
    "127.1, 127.1",
    "müller.example, xn--mller-kva.example",
    "xn--mller-kva.example, xn--mller-kva.example",
    "[::1], ::1",
    "::1, ::1",
    "[fe80::1%eth0], fe80::1%eth0",
    "::ffff:127.0.0.1, ::ffff:127.0.0.1",
    "broker.example., broker.example.",
  })
  void everyFormOfAHostIsTakenAndLookedForByItsNameInAscii(String host, String name) {
    assertEquals(host, new Broker(host, 1883).host());
    assertEquals(name, BrokerHost.ascii(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tcp://h",
        "h:1883",
        "127.0.0.1:1883",
        "h/x",
        "a b",
        "a..b",
        ".a",
        "[h]",
        "[::1",
        "user@h",
        "h?q",
        "h#f",
        "*",
        "ü..a"
      })
  void whatIsNoHostIsRefused(String host) {
    assertThrows(IllegalArgumentException.class, () -> new Broker(host, 1883));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1", "localhost", "[::1]", "0:0:0:0:0:0:0:1"})
  void thisMachineHasManyAddresses(String host) throws Exception {
    assertTrue(BrokerHost.isLoopback(host));
    assertTrue(BrokerHost.resolve(host).isLoopbackAddress());
  }

  @Test
  void whatNeedsANameServerIsNotThisMachine() {
    assertFalse(BrokerHost.isLoopback("127.example.org"));
    assertFalse(BrokerHost.isLoopback("1.2.3.4.5"));
  }

  @Test
  void anUnknownHostIsCalledSo() {
    assertEquals(
        "unknown host nobody.invalid",
        assertThrows(UnknownHostException.class, () -> BrokerHost.resolve("nobody.invalid"))
            .getMessage());
  }
}
