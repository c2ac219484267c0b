package gateway.api.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLimitTest {

  private final long[] now = new long[1];
  private final LogLimit limit = new LogLimit(() -> now[0]);
  private final List<String> lines = new ArrayList<>();

  @Test
  void aFloodIsALineASecondThatTellsHowManyThereWere() {
    for (int i = 0; i < 79_000; i++) {
      now[0] = i * TimeUnit.SECONDS.toNanos(13) / 79_000;
      limit.log(more -> lines.add("ignored" + more));
    }
    assertEquals(13, lines.size());
    assertEquals("ignored", lines.get(0));
    assertEquals("ignored (and 6076 like it)", lines.get(1));
  }
}
