package gateway.web.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** The samples of the graphs as JSON, each an array: age in seconds, then its values in order. */
final class GraphJson {

  private static final JsonFactory JSON = new JsonFactory();

  private GraphJson() {}

  static byte[] write(List<History.Sample> samples, long now) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      for (History.Sample sample : samples) {
        out.writeStartArray();
        out.writeNumber((now - sample.nanos()) / 1_000_000_000L);
        out.writeNumber(Math.round(sample.rate() * 10) / 10.0);
        out.writeNumber(sample.median());
        out.writeNumber(sample.slow());
        out.writeNumber(sample.backlog());
        out.writeEndArray();
      }
      out.writeEndArray();
    }
    return bytes.toByteArray();
  }
}
