package gateway.api.view;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The latest events, offered by the console, in the words of the log. */
@ProviderType
public interface EventsView {

  /** Returns the latest events, oldest first; a bounded number of them. */
  List<Event> events();

  /**
   * An event.
   *
   * @param time when
   * @param kind what kind of event, a constant of {@link EventKind}
   * @param subject the device, module, endpoint or jar that it is about; empty for none
   * @param text one line for people
   */
  record Event(Instant time, String kind, String subject, String text) {}
}
