package gateway.web.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part of a table that a browser shows: filtered, sorted, folded into groups, the first rows of
 * each. A page with a thousand rows is of no use, and takes computing time from the devices.
 */
final class TablePage {

  /** A browser cannot ask for more. */
  static final int MAX_ROWS = 1000;

  /**
   * A row.
   *
   * @param group the group it is folded into
   * @param cells texts, numbers, booleans and lists of texts, by column; all texts are searched
   */
  record Row(String group, Map<String, Object> cells) {}

  /**
   * What a browser asks for.
   *
   * @param filter words that a row must have, in any case
   * @param sort column; an unknown one is the natural order
   * @param folded whether the rows are in their groups
   * @param shown number of rows of a group, zero for one that is closed
   * @param piece number of rows of a group that is not named
   */
  record Query(
      String filter,
      String sort,
      boolean descending,
      boolean folded,
      Map<String, Integer> shown,
      int piece) {

    private static final int PIECE = 50;

    /** Reads the parameters of a request; what makes no sense is left out. */
    static Query of(Function<String, Optional<String>> parameter) {
      Map<String, Integer> shown = new HashMap<>();
      for (String each : parameter.apply("show").orElse("").split(",")) {
        int at = each.lastIndexOf(':');
        if (at >= 0) {
          shown.put(each.substring(0, at), number(each.substring(at + 1), 0));
        }
      }
      return new Query(
          parameter.apply("filter").orElse(""),
          parameter.apply("sort").orElse(""),
          parameter.apply("desc").isPresent(),
          parameter.apply("fold").isPresent(),
          shown,
          Math.max(1, parameter.apply("piece").map(text -> number(text, PIECE)).orElse(PIECE)));
    }

    private static int number(String text, int otherwise) {
      return text.matches("[0-9]{1,6}") ? Math.min(MAX_ROWS, Integer.parseInt(text)) : otherwise;
    }
  }

  private TablePage() {}

  /** Writes the fields of the current object. */
  static void write(JsonGenerator out, List<Row> all, Query query, Function<String, String> title)
      throws IOException {
    List<String> words =
        Arrays.stream(query.filter().toLowerCase(Locale.ROOT).strip().split("\\s+")).toList();
    List<Row> matching = all.stream().filter(row -> matches(row, words)).toList();
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : matching) {
      groups.computeIfAbsent(query.folded() ? row.group() : "", g -> new ArrayList<>()).add(row);
    }
    // what fits on a screen is open; of more than that there are the headings first
    boolean open = !query.folded() || groups.size() == 1 || matching.size() <= query.piece();
    out.writeNumberField("total", all.size());
    out.writeNumberField("matched", matching.size());
    out.writeArrayFieldStart("groups");
    int left = MAX_ROWS;
    for (Map.Entry<String, List<Row>> group : groups.entrySet()) {
      List<Row> rows = group.getValue();
      int wanted = query.shown().getOrDefault(group.getKey(), open ? query.piece() : 0);
      int shown = Math.min(Math.min(wanted, left), rows.size());
      left -= shown;
      out.writeStartObject();
      out.writeStringField("id", group.getKey());
      out.writeStringField("title", query.folded() ? title.apply(group.getKey()) : "");
      out.writeNumberField("count", rows.size());
      out.writeArrayFieldStart("rows");
      for (Row row : sorted(rows, query).subList(0, shown)) {
        out.writeStartObject();
        for (Map.Entry<String, Object> cell : row.cells().entrySet()) {
          out.writeFieldName(cell.getKey());
          value(out, cell.getValue());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static boolean matches(Row row, List<String> words) {
    if (words.equals(List.of(""))) {
      return true;
    }
    StringBuilder text = new StringBuilder();
    for (Object cell : row.cells().values()) {
      if (cell instanceof String || cell instanceof List<?>) {
        text.append(cell).append('\n');
      }
    }
    String searched = text.toString().toLowerCase(Locale.ROOT);
    return words.stream().allMatch(searched::contains);
  }

  private static List<Row> sorted(List<Row> rows, Query query) {
    if (rows.isEmpty() || !rows.get(0).cells().containsKey(query.sort())) {
      return rows;
    }
    Comparator<Row> order = (a, b) -> compare(cell(a, query.sort()), cell(b, query.sort()));
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(query.descending() ? order.reversed() : order);
    return sorted;
  }

  private static Object cell(Row row, String column) {
    return row.cells().getOrDefault(column, "");
  }

  private static int compare(Object a, Object b) {
    return a instanceof Number x && b instanceof Number y
        ? Double.compare(x.doubleValue(), y.doubleValue())
        : String.CASE_INSENSITIVE_ORDER.compare(a.toString(), b.toString());
  }

  private static void value(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Long || value instanceof Integer) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number) {
      out.writeNumber(Math.round(number * 10) / 10.0);
    } else if (value instanceof Boolean yes) {
      out.writeBoolean(yes);
    } else if (value instanceof List<?> texts) {
      out.writeStartArray();
      for (Object text : texts) {
        out.writeString(text.toString());
      }
      out.writeEndArray();
    } else {
      out.writeString(value.toString());
    }
  }
}
