package gateway.web.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView;
import gateway.api.view.ModulesView;
import gateway.api.view.StoreView;
import gateway.web.TestContainer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard name what the gateway exports, and Prometheus reads them. */
class MonitoringFilesTest {

  private static final Path ALERTS = Path.of("../docs/monitoring/alerts.yml");
  private static final Path DASHBOARD = Path.of("../docs/monitoring/grafana-dashboard.json");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:gateway|jvm|process)_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\"");

  /** Those that Prometheus adds. */
  private static final Set<String> TARGET = Set.of("instance", "job");

  @TempDir private Path temp;

  /** Returns the samples of a gateway that has everything. */
  private static String samples() throws Exception {
    TestContainer views = new TestContainer();
    DurationHistogram.Recorder recorder = new DurationHistogram.Recorder();
    recorder.record(80_000);
    views.roundTrips = recorder.snapshot();
    views.module(7, "1.0.0", ModulesView.State.SERVING, "");
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    views.device(7, "r", "n");
    views.store(StoreView.State.OK, "", 1);
    views.lostCalls(1);
    views.stages(true, true);
    views.lanes.add(new LaneSnapshot(7, 1, Duration.ZERO));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(text, MetricsServlet.registry(views.views, true).scrape());
    return text.toString(StandardCharsets.UTF_8);
  }

  private static List<String> alertExpressions() throws Exception {
    return Files.readAllLines(ALERTS).stream()
        .filter(line -> line.strip().startsWith("expr: "))
        .map(line -> line.strip().substring("expr: ".length()).replaceAll("^'|'$", ""))
        .toList();
  }

  private static List<String> panelExpressions() throws Exception {
    List<String> found = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(DASHBOARD.toFile())) {
      while (json.nextToken() != null) {
        if ("expr".equals(json.currentName()) && json.currentToken().isScalarValue()) {
          found.add(json.getText());
        }
      }
    }
    return found;
  }

  @Test
  void everyMetricAndLabelOfARuleOrPanelIsExported() throws Exception {
    String samples = samples();
    List<String> expressions = new ArrayList<>(alertExpressions());
    expressions.addAll(panelExpressions());
    assertTrue(expressions.size() > 40, expressions.toString());
    Set<String> missing = new TreeSet<>();
    for (String expression : expressions) {
      for (Matcher used = METRIC.matcher(expression); used.find(); ) {
        String name = used.group(1);
        Matcher sample = Pattern.compile("(?m)^" + name + "(?:\\{(.*)})? ").matcher(samples);
        if (!sample.find()) {
          missing.add(name);
          continue;
        }
        String labels = used.group(2) == null ? "" : used.group(2);
        for (Matcher label = LABEL.matcher(labels); label.find(); ) {
          if (!TARGET.contains(label.group(1))
              && !String.valueOf(sample.group(1)).contains(label.group(1) + "=\"")) {
            missing.add(name + '{' + label.group(1) + '}');
          }
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void prometheusReadsTheRulesAndThePanels() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "Prometheus is installed");
    promtool(ALERTS);
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    int panel = 0;
    for (String expression : panelExpressions()) {
      // what Grafana replaces
      String plain = expression.replace("$__rate_interval", "1m").replace("$instance", ".*");
      rules
          .append("      - record: panel_" + panel++ + "\n        expr: '")
          .append(plain.replace("'", "''"))
          .append("'\n");
    }
    promtool(Files.writeString(temp.resolve("panels.yml"), rules));
  }

  private static void promtool(Path rules) throws Exception {
    Process process =
        new ProcessBuilder(PROMTOOL.toString(), "check", "rules", rules.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertFalse(said.contains("FAILED"), said);
  }
}
