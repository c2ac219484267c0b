package gateway.web.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import gateway.web.access.AccessFilter;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /health/live} and {@code /health/ready} for probes, {@code /health} for the latter too, as
 * it has every check: status 200, or 503 if a check is critical. The findings are sent to trusted
 * clients only.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/health",
      "osgi.http.whiteboard.servlet.pattern=/health/live",
      "osgi.http.whiteboard.servlet.pattern=/health/ready"
    })
public final class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  private final transient HealthCheckExecutor executor;

  /** Makes the servlet. */
  @Activate
  public HealthServlet(@Reference HealthCheckExecutor executor, @Reference HealthBoard board) {
    this.executor = executor;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String tag = request.getRequestURI().equals("/health/live") ? Check.LIVE : Check.READY;
    List<HealthCheckExecutionResult> results =
        executor.execute(HealthCheckSelector.tags(tag)).stream()
            .sorted(Comparator.comparing(result -> result.getHealthCheckMetadata().getName()))
            .toList();
    Result.Status worst =
        results.stream()
            .map(result -> result.getHealthCheckResult().getStatus())
            .max(Comparator.naturalOrder())
            .orElse(Result.Status.OK);
    boolean good = worst.compareTo(Result.Status.WARN) <= 0;
    byte[] json =
        json(worst, results, Boolean.TRUE.equals(request.getAttribute(AccessFilter.TRUSTED)));
    response.setStatus(
        good ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  private static byte[] json(
      Result.Status worst, List<HealthCheckExecutionResult> results, boolean trusted)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("status", worst.name());
      if (trusted) {
        out.writeArrayFieldStart("checks");
        for (HealthCheckExecutionResult result : results) {
          out.writeStartObject();
          out.writeStringField("name", result.getHealthCheckMetadata().getName());
          out.writeStringField("status", result.getHealthCheckResult().getStatus().name());
          out.writeStringField("message", message(result.getHealthCheckResult()));
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static String message(Result result) {
    StringBuilder text = new StringBuilder();
    for (ResultLog.Entry entry : result) {
      text.append(text.length() == 0 ? "" : "; ").append(entry.getMessage());
    }
    return text.toString();
  }
}
