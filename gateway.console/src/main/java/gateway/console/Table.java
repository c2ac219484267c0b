package gateway.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table, for people and for scripts. As text the columns are as wide as their content, two blanks
 * apart, the header first; as JSON each row is an object whose keys are the headers, {@code IN
 * FLIGHT} as {@code inFlight}, and durations are milliseconds.
 */
final class Table {

  private static final int MAX_CELL = 200;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final List<String> header;
  private final List<List<Object>> rows = new ArrayList<>();

  Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row of as many cells as the header has. */
  void row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(cells.length + " cells");
    }
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Leaves only the first rows. */
  void keepFirst(int most) {
    if (rows.size() > most) {
      rows.subList(most, rows.size()).clear();
    }
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (List<Object> row : rows) {
      out.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        out.writeFieldName(key(header.get(i)));
        value(out, row.get(i));
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Writes a value as scripts want it. */
  static void value(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Duration duration) {
      out.writeNumber(duration.toMillis());
    } else if (value == Absent.HERE) {
      out.writeNull();
    } else if (value instanceof Bytes bytes) {
      out.writeNumber(bytes.count());
    } else if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean yes) {
      out.writeBoolean(yes);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        value(out, element);
      }
      out.writeEndArray();
    } else {
      out.writeString(value.toString());
    }
  }

  static String key(String title) {
    StringBuilder key = new StringBuilder();
    for (String word : title.split(" ")) {
      String small = word.toLowerCase(Locale.ROOT);
      key.append(
          key.isEmpty() ? small : Character.toUpperCase(small.charAt(0)) + small.substring(1));
    }
    return key.toString();
  }

  /** Writes a value as people want it; it may be what a device says of itself. */
  static String text(Object value) {
    return text(value, MAX_CELL);
  }

  static String text(Object value, int max) {
    String line = words(value).replaceAll("\\p{Cc}", "?");
    return line.length() <= max ? line : line.substring(0, max) + '…';
  }

  private static String words(Object value) {
    if (value instanceof Duration duration) {
      return time(duration);
    }
    if (value instanceof Instant instant) {
      return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
    if (value instanceof Boolean yes) {
      return yes ? "yes" : "no";
    }
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(", "))
        : value.toString();
  }

  private static String time(Duration time) {
    if (time.toMinutes() == 0) {
      return time.toSeconds() + "." + time.toMillisPart() / 100 + " s";
    }
    if (time.toHours() == 0) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toHours() + " h " + time.toMinutesPart() + " min";
  }

  /** A value that is not known here: null in JSON. */
  enum Absent {
    HERE;

    @Override
    public String toString() {
      return "not in this container";
    }
  }

  /** A number of bytes. */
  record Bytes(long count) {
    @Override
    public String toString() {
      return count / 1_000_000 + "." + count / 100_000 % 10 + " MB";
    }
  }

  @Override
  public String toString() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(header);
    rows.forEach(row -> cells.add(row.stream().map(Table::text).toList()));
    int[] widths = new int[header.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }
}
