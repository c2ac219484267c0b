package gateway.external.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.external.store.Engine.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power goes whenever something is forced to the disk, just before and just after. */
class PowerCutTest {

  /** What the disk would hold, and what may be found on it. */
  private record Cut(FakeDisk disk, List<Map<String, String>> allowed) {}

  private final Random random = new Random(7);
  private final List<Cut> cuts = new ArrayList<>();
  private Map<String, String> acknowledged = new TreeMap<>();
  private Map<String, String> underWay = acknowledged;
  private int checked;

  @ParameterizedTest
  @ValueSource(ints = {0, 3000, 40_000})
  void losesNoBatchThatWasWrittenAndShowsNoneInPart(int room) throws IOException {
    FakeDisk disk = new FakeDisk();
    disk.onForce = () -> cutPower(disk);
    LogEngine engine = LogEngine.open(disk, room);
    for (int i = 0; i < 400; i++) {
      List<Change> batch = Values.randomBatch(random, acknowledged);
      underWay = Values.apply(batch, acknowledged);
      engine.write(batch);
      acknowledged = underWay;
      cutPower(disk);
      check();
      if (i % 60 == 59) {
        engine.close();
        engine = LogEngine.open(disk, room);
      }
    }
    assertTrue(checked > 4000, checked + " power cuts");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3000, 40_000})
  void goesOnAfterPowerCuts(int room) throws IOException {
    FakeDisk disk = new FakeDisk();
    for (int life = 0; life < 60; life++) {
      List<FakeDisk> left = new ArrayList<>();
      List<Map<String, String>> expected = new ArrayList<>();
      FakeDisk running = disk;
      int last = random.nextInt(20);
      LogEngine engine = LogEngine.open(running, room);
      assertEquals(acknowledged, Values.of(engine), "life " + life);
      for (int i = 0; i <= last; i++) {
        List<Change> batch = Values.randomBatch(random, acknowledged);
        engine.write(batch);
        acknowledged = Values.apply(batch, acknowledged);
        left.add(running.afterPowerCut(random));
        expected.add(acknowledged);
      }
      disk = left.get(last);
      acknowledged = expected.get(last);
    }
  }

  private void cutPower(FakeDisk disk) {
    List<Map<String, String>> allowed = List.of(acknowledged, underWay);
    cuts.add(new Cut(disk.afterPowerCut(null), allowed));
    for (int i = 0; i < 3; i++) {
      cuts.add(new Cut(disk.afterPowerCut(random), allowed));
    }
  }

  private void check() throws IOException {
    for (Cut cut : cuts) {
      try (LogEngine engine = LogEngine.open(cut.disk, 3000)) {
        Map<String, String> found = Values.of(engine);
        assertTrue(
            cut.allowed.contains(found),
            () -> "found " + found.keySet() + " but expected " + cut.allowed.get(0).keySet());
      }
      checked++;
    }
    cuts.clear();
  }
}
