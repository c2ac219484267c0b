package gateway.laboratory.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * An entry of the gateway's log in its JSON format ({@code "gateway.logging": {"format": "json"}}).
 *
 * @param read when it was read, {@link System#nanoTime}
 * @param written when it was written, in milliseconds since 1970
 * @param origin name of the bundle that has written it
 * @param event constant of {@code gateway.api.view.EventKind}; empty if it is no event
 * @param message for people
 * @param exception name of the exception that it carries; empty for none
 */
public record LogRecord(
    long read,
    long written,
    String level,
    String origin,
    Optional<String> event,
    String message,
    Optional<String> exception) {

  /** Value of {@code gateway.logging}, in JSON, with which a gateway writes such entries. */
  public static final String SETTINGS = "{\"format\": \"json\"}";

  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  /** Reads a line; empty if it is no entry of the log, as what is printed beside it. */
  public static Optional<LogRecord> parse(long read, String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try (JsonParser in = JSON.createParser(line)) {
      return Optional.of(parse(read, in));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static LogRecord parse(long read, JsonParser in) throws IOException {
    long written = 0;
    String level = "";
    String origin = "";
    Optional<String> event = Optional.empty();
    String message = "";
    Optional<String> exception = Optional.empty();
    in.nextToken();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "timestamp" -> written = in.getLongValue();
        case "level" -> level = in.getText();
        case "message" -> message = in.getText();
        case "markers" -> event = first(in);
        case "mdc" -> origin = member(in, "bundle.name").orElse("");
        case "throwable" -> exception = member(in, "className");
        default -> in.skipChildren();
      }
    }
    return new LogRecord(read, written, level, origin, event, message, exception);
  }

  private static Optional<String> first(JsonParser in) throws IOException {
    String first = in.nextTextValue();
    while (in.currentToken() != JsonToken.END_ARRAY) {
      in.nextToken();
    }
    return Optional.ofNullable(first);
  }

  /** Returns a member of an object that is text; empty also where there is null in its place. */
  private static Optional<String> member(JsonParser in, String wanted) throws IOException {
    Optional<String> found = Optional.empty();
    if (in.currentToken() == JsonToken.START_OBJECT) {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (in.nextToken() == JsonToken.VALUE_STRING && name.equals(wanted)) {
          found = Optional.of(in.getText());
        }
        in.skipChildren();
      }
    }
    return found;
  }

  /** Tells whether it is an event of this kind. */
  public boolean is(String kind) {
    return event.filter(kind::equals).isPresent();
  }

  /** Returns the line that the gateway prints for it in its text format. */
  public String text() {
    return TIME.format(Instant.ofEpochMilli(written))
        + String.format(" %-5s [%s] ", level, origin)
        + message
        + exception.map(name -> " (" + name + ')').orElse("");
  }
}
