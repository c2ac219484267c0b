package gateway.web.health;

import gateway.api.view.Views;
import gateway.web.Parts;
import gateway.web.Parts.Part;
import java.util.List;

/** Looks at a part of the gateway. By one thread at a time. */
interface Check {

  /** Tag of checks whose failure only a restart can mend. */
  String LIVE = "live";

  /** Tag of checks whose failure means that some of the work is not done. */
  String READY = "ready";

  String name();

  List<String> tags();

  /** Returns what it looks at: it has nothing to say where none of it belongs to the container. */
  List<Part> parts();

  /** Returns what is said then. */
  default String absent() {
    return Parts.ABSENT;
  }

  /**
   * Looks.
   *
   * @param now monotonic time, nanoseconds
   */
  Finding look(Views views, long now);
}
