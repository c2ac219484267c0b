package gateway.console;

import gateway.api.view.EventsView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ops4j.pax.logging.spi.PaxAppender;
import org.ops4j.pax.logging.spi.PaxLoggingEvent;
import org.osgi.service.component.annotations.Component;

/**
 * The latest lines of the log, and of them those that are events. Each kind of event has space of
 * its own, so that a thousand refused connections do not push out why the session was lost.
 */
@Component(
    service = {PaxAppender.class, EventsView.class, EventLog.class},
    immediate = true,
    property = "org.ops4j.pax.logging.appender.name=gateway")
public final class EventLog implements PaxAppender, EventsView {

  static final int EVENTS_OF_A_KIND = 100;
  static final int LINES = 1000;

  private static final int MAX_KINDS = 64;
  private static final int MAX_LINE = 1000;
  private static final String OURS = "gateway.";
  private static final String MARKER = "marker";

  /** A line of the log as a file has it. */
  record Line(long number, Instant time, String level, String logger, String text) {}

  private record Numbered(long number, Event event) {}

  private final AtomicLong numbers = new AtomicLong();
  private final Ring<Line> lines = new Ring<>(LINES);
  private final ConcurrentMap<String, Ring<Numbered>> kinds = new ConcurrentHashMap<>();

  /** Keeps a line; on the thread that writes it. */
  @Override
  public void doAppend(PaxLoggingEvent written) {
    Instant time = Instant.ofEpochMilli(written.getTimeStamp());
    long number = numbers.getAndIncrement();
    String text = cut(written.getRenderedMessage());
    lines.add(new Line(number, time, written.getLevel().toString(), written.getLoggerName(), text));
    if (written.getProperties().get(MARKER) instanceof String kind
        && written.getLoggerName().startsWith(OURS)
        && (kinds.containsKey(kind) || kinds.size() < MAX_KINDS)) {
      kinds
          .computeIfAbsent(kind, name -> new Ring<>(EVENTS_OF_A_KIND))
          .add(new Numbered(number, new Event(time, kind, Subject.of(text), text)));
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + '…';
  }

  @Override
  public List<Event> events() {
    return kinds.values().stream()
        .flatMap(ring -> ring.sorted(Numbered::number).stream())
        .sorted(Comparator.comparingLong(Numbered::number))
        .map(Numbered::event)
        .toList();
  }

  /** Returns the latest lines, oldest first. */
  List<Line> lines() {
    return lines.sorted(Line::number);
  }
}
