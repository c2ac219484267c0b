package gateway.ipc;

import gateway.api.stage.Lane;
import gateway.protocol.stage.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Collects the messages of a lane, and sends them when the lane has done what it has to do at the
 * moment: one message for all devices that were read in one pass over the sockets.
 */
final class Collector {

  private final Lane lane;
  private final Link link;
  private List<Entry> collected = new ArrayList<>();

  Collector(Lane lane, Link link) {
    this.lane = lane;
    this.link = link;
  }

  Lane lane() {
    return lane;
  }

  /** Sends an entry with the others. */
  void add(Entry entry) {
    if (!lane.inLane()) {
      link.send(entry); // speaks for a lane that was abandoned
      return;
    }
    collected.add(entry);
    if (collected.size() == 1) {
      try {
        lane.executor().execute(this::flush);
      } catch (RejectedExecutionException e) {
        flush();
      }
    }
  }

  private void flush() {
    List<Entry> entries = collected;
    collected = new ArrayList<>();
    link.send(entries);
  }
}
