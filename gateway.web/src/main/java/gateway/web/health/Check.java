package gateway.web.health;

import gateway.api.view.Views;
import gateway.web.ContainerParts;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** Checks a part of the gateway. Used by one thread at a time. */
interface Check {

  /** Tag of checks whose failure only a restart can repair. */
  String LIVE = "live";

  /** Tag of checks whose failure means that some of the work is not done. */
  String READY = "ready";

  String name();

  List<String> tags();

  /**
   * Returns the parts that it checks: the check is skipped if none of them belongs to the
   * container.
   */
  List<Part> parts();

  /** Returns the message of that finding. */
  default String absent() {
    return ContainerParts.ABSENT;
  }

  /** Returns what to do when it finds something, in one line. */
  default String advice() {
    return "See the events and the log.";
  }

  /**
   * Looks.
   *
   * @param now monotonic time, nanoseconds
   */
  Finding look(Views views, long now);
}
