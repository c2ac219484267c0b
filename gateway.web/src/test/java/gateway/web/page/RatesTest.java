package gateway.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.test.TestViews;
import gateway.api.view.DevicesView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {

  private final TestViews views = new TestViews();
  private final Rates rates = new Rates();

  private void read(long statuses, int seconds) {
    views.set(
        DevicesView.class,
        new DevicesView() {
          @Override
          public List<DeviceSnapshot> devices() {
            return List.of();
          }

          @Override
          public List<Totals> totals() {
            return List.of(
                new Totals(-1, "0", statuses, 0, 0, 0, 0, 0),
                new Totals(-1, "1", statuses, 0, 0, 0, 0, 0));
          }
        });
    rates.read(views, seconds * 1_000_000_000L);
  }

  @Test
  void aRateIsTheGrowthOfTheLastTwoReadings() {
    read(100, 10);
    assertEquals(Map.of(), rates.perSecond());
    read(150, 15);
    assertEquals(Map.of("module 4294967295", 20.0), rates.perSecond());
    read(10, 20);
    assertEquals(Map.of("module 4294967295", 0.0), rates.perSecond(), "it began again");
  }
}
