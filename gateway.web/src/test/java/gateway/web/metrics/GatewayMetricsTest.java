package gateway.web.metrics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView;
import gateway.api.view.ModulesView;
import gateway.web.TestContainer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {

  private final TestContainer views = new TestContainer();

  private String scrape(boolean perDevice) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(text, new GatewayMetrics(views.views, perDevice).collect());
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void has(String text, String line) {
    assertTrue(text.contains(line + "\n"), line + " is missing in\n" + text);
  }

  @Test
  void everyNumberOfTheViewsIsThere() throws Exception {
    DurationHistogram.Recorder recorder = new DurationHistogram.Recorder();
    recorder.record(80_000);
    recorder.record(400_000);
    views.roundTrips = recorder.snapshot();
    views.module(7, "1.0.0", ModulesView.State.QUARANTINED, "it failed");
    views.leftOut = List.of(TestContainer.LEFT_OUT);
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    views.device(7, "r", "n");
    String text = scrape(false);
    has(text, "gateway_round_trip_seconds_bucket{device_type=\"0\",module=\"7\",le=\"1.0E-4\"} 1");
    has(text, "gateway_round_trip_seconds_count{device_type=\"0\",module=\"7\"} 2");
    has(text, "gateway_disconnects_total{cause=\"silent\",device_type=\"0\",module=\"7\"} 2.0");
    has(text, "gateway_refusals_total{reason=\"already_connected\"} 5.0");
    has(text, "gateway_refused_statuses_total{device_type=\"5\",module=\"4294967295\"} 2.0");
    has(text, "gateway_dropped_commands_total{device_type=\"5\",module=\"4294967295\"} 6.0");
    has(text, "gateway_endpoint_state{endpoint=\"cloud\",state=\"connected\"} 1.0");
    has(text, "gateway_endpoint_state{endpoint=\"cloud\",state=\"not_connected\"} 0.0");
    has(text, "gateway_endpoint_delivered_statuses_total{endpoint=\"cloud\"} 4.0");
    has(
        text,
        "gateway_module_state{module=\"7\",name=\"m\",state=\"quarantined\",version=\"1.0.0\"} 1.0");
    has(text, "gateway_swap_pause_seconds_bucket{module=\"7\",le=\"5.0E-4\"} 2");
    has(text, "gateway_endpoint_reconnects_total{cause=\"session_lost\",endpoint=\"cloud\"} 2.0");
    has(text, "gateway_endpoint_left_out_devices{cause=\"link_lost\",endpoint=\"cloud\"} 1.0");
    has(text, "gateway_endpoint_left_out_devices{cause=\"too_large\",endpoint=\"cloud\"} 0.0");
    has(
        text,
        "gateway_endpoint_command_responses_total{endpoint=\"cloud\",type=\"invalid_command\"}"
            + " 3.0");
    has(text, "gateway_unfolded_statuses_total{module=\"7\"} 5.0");
    has(text, "gateway_devices{module=\"7\"} 1.0");
  }

  @Test
  void stagesAreThereOnlyWhereTheyAreApart() throws Exception {
    assertFalse(scrape(false).contains("gateway_stage"));
    views.stages(true, true);
    has(scrape(false), "gateway_stage_present{stage=\"internal-server\"} 1.0");
    has(scrape(false), "gateway_stage_waiting_devices{stage=\"internal-server\"} 3.0");
    has(scrape(false), "gateway_stage_lost_statuses_total{stage=\"internal-server\"} 4.0");
    views.stages(true, false);
    has(scrape(false), "gateway_stage_present{stage=\"internal-server\"} 0.0");
  }

  @Test
  void devicesAreNoLabelsUnlessAskedFor() throws Exception {
    for (int i = 0; i < 2000; i++) {
      views.device(7, "r" + i, "n");
    }
    assertFalse(scrape(false).contains("r1999"));
    assertFalse(scrape(false).contains("7/0/r1"));
    String text = scrape(true);
    has(text, "gateway_device_statuses_total{device=\"7/0/r1\"} 3.0");
    assertTrue(
        text.lines().filter(line -> line.startsWith("gateway_device_statuses")).count() <= 1000);
  }
}
