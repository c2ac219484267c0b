package gateway.handler;

import gateway.api.view.DevicesView.Totals;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what was done for the devices of one type. Written by the lane of their module, without
 * locks and atomic operations; read by any thread.
 */
final class TypeTotals {

  /** What is counted. */
  enum Event {
    STATUS,
    REFUSED_STATUS,
    FORWARDED,
    COMMAND,
    REFUSED_COMMAND,
    DROPPED_COMMAND
  }

  private final int module;
  private final String deviceType;
  private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);

  TypeTotals(int module, String deviceType) {
    this.module = module;
    this.deviceType = deviceType;
  }

  void count(Event event) {
    int cell = event.ordinal();
    counts.setOpaque(cell, counts.getPlain(cell) + 1);
  }

  private long of(Event event) {
    return counts.getOpaque(event.ordinal());
  }

  Totals snapshot() {
    return new Totals(
        module,
        deviceType,
        of(Event.STATUS),
        of(Event.REFUSED_STATUS),
        of(Event.FORWARDED),
        of(Event.COMMAND),
        of(Event.REFUSED_COMMAND),
        of(Event.DROPPED_COMMAND));
  }
}
