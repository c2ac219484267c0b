package gateway.laboratory.outage;

import java.util.ArrayList;
import java.util.List;

/** What the gateway did that it must never do, collected by round. */
final class Violations implements Findings {

  private static final int MAX_SHOWN = 5;

  private final LabLog log;
  private final List<String> found = new ArrayList<>();
  private int all;

  Violations(LabLog log) {
    this.log = log;
  }

  @Override
  public synchronized void violation(String what) {
    log.note("VIOLATED", what);
    all++;
    if (found.size() < MAX_SHOWN) {
      found.add(what);
    }
  }

  /** Takes what was found since the last call: the first few in words, and how many in all. */
  synchronized Found take() {
    Found taken = new Found(List.copyOf(found), all);
    found.clear();
    all = 0;
    return taken;
  }

  /**
   * Violations.
   *
   * @param examples the first of them
   * @param count of all
   */
  record Found(List<String> examples, int count) {}
}
