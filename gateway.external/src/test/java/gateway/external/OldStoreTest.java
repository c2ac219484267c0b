package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.external.base.FakeStages;
import gateway.external.undelivered.FakeDisk;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store of version 0.1.0, where the newest status is in the error message too. */
class OldStoreTest {

  private final FakeDisk disk = new FakeDisk();
  private Bench bench;

  @BeforeEach
  void start() throws IOException {
    Properties stored = new Properties();
    try (InputStream in = OldStoreTest.class.getResourceAsStream("store-0.1.0.properties")) {
      stored.load(in);
    }
    stored.forEach((key, hex) -> disk.values.put("" + key, HexFormat.of().parseHex("" + hex)));
    startAgain(false);
  }

  private void startAgain(boolean reachable) {
    bench = new Bench(Bench.settings(10_000, 65_536), disk, new FakeStages());
    bench.links.reachable = reachable;
  }

  private List<String> introductions() {
    assertEquals("Connect folded,gone,left,single,waiting", bench.next());
    bench.connectResponse();
    return Stream.of(1, 2, 3, 4, 5)
        .map(
            counter -> {
              String status = bench.next();
              bench.ack(counter);
              return status;
            })
        .toList();
  }

  @Test
  void isDeliveredAsItIs() {
    startAgain(true);
    assertEquals(
        List.of(
            "1 CONNECTING folded f3 error f1,f2,f3",
            "2 CONNECTING gone g1",
            "3 CONNECTING left l1 error l1,l1",
            "4 CONNECTING single s1 error s1",
            "5 CONNECTING waiting w3 error w1,w2"),
        introductions());
  }

  @Test
  void whatIsInTheErrorMessageIsNotFoldedAgainHoweverOftenTheProcessIsKilled() {
    for (int kills = 0; kills < 3; kills++) {
      bench.advance(1000);
      assertTrue(
          disk.values.keySet().stream().noneMatch(key -> key.matches(".*/[en]")),
          disk.values.keySet().toString());
      startAgain(false);
    }
    for (String role : List.of("folded", "gone", "left", "single", "waiting")) {
      bench.status(role, "new");
    }
    bench.advance(1000);
    startAgain(true);
    assertEquals(
        List.of(
            "1 CONNECTING folded new error f1,f2,f3",
            "2 CONNECTING gone new error g1",
            "3 CONNECTING left new error l1,l1",
            "4 CONNECTING single new error s1",
            "5 CONNECTING waiting new error w1,w2,w3"),
        introductions());
  }

  @Test
  void nothingIsLeftWhenAllOfItIsDelivered() {
    startAgain(true);
    bench.connect("folded", "gone", "left", "single", "waiting");
    for (int counter = 6; counter <= 10; counter++) {
      String status = bench.next();
      assertTrue(status.startsWith(counter + " DISCONNECT"), status);
    }
    bench.advance(1000);
    assertTrue(disk.values.keySet().stream().noneMatch(key -> key.contains("/")));
  }
}
