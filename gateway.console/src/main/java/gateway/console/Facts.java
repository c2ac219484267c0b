package gateway.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Facts about one device, module or other thing: names with values, and tables, as text or JSON.
 */
final class Facts {

  private static final JsonFactory JSON = new JsonFactory();

  /** An error message may be long; all of it is in the JSON. */
  private static final int MAX_FACT = 4000;

  private final Map<String, Object> facts = new LinkedHashMap<>();

  Facts put(String name, Object value) {
    facts.put(name, value);
    return this;
  }

  boolean isEmpty() {
    return facts.isEmpty();
  }

  /** As text: a line for each value, then the tables that are not empty. */
  @Override
  public String toString() {
    int width =
        facts.entrySet().stream()
            .filter(fact -> !(fact.getValue() instanceof Table))
            .mapToInt(fact -> fact.getKey().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> {
          if (!(value instanceof Table)) {
            text.append(name).append(" ".repeat(width - name.length() + 2));
            text.append(Table.text(value, MAX_FACT)).append('\n');
          }
        });
    facts.forEach(
        (name, value) -> {
          if (value instanceof Table table && !table.isEmpty()) {
            text.append('\n').append(name).append('\n').append(table).append('\n');
          }
        });
    return text.toString().stripTrailing().stripLeading();
  }

  String json() {
    return json(this::write);
  }

  private void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      out.writeFieldName(Table.key(fact.getKey()));
      if (fact.getValue() instanceof Table table) {
        table.write(out);
      } else if (fact.getValue() instanceof Facts within) {
        within.write(out);
      } else {
        Table.value(out, fact.getValue());
      }
    }
    out.writeEndObject();
  }

  /** Something that can be written as JSON. */
  interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  static String json(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
