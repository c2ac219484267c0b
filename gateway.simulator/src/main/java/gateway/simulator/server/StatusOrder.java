package gateway.simulator.server;

import gateway.protocol.external.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Puts the statuses of a running session into the order of their counters (PROTOCOL section 4.9):
 * the first one sets the expectation, later ones wait for the missing ones before them, and a gap
 * that stays open for too long ends the session.
 */
final class StatusOrder {

  private final ScheduledExecutorService executor;
  private final Duration patience;
  private final Runnable gapExpired;
  private final Map<Integer, Status> held = new HashMap<>();

  /** One timer per gap, by the number that shows it, as distance from the first expected one. */
  private final TreeMap<Long, ScheduledFuture<?>> gaps = new TreeMap<>();

  private boolean started;
  private int expected;
  private long position;

  StatusOrder(ScheduledExecutorService executor, Duration patience, Runnable gapExpired) {
    this.executor = executor;
    this.patience = patience;
    this.gapExpired = gapExpired;
  }

  /** Takes a status and returns those whose turn has come. */
  List<Status> accept(Status status) {
    int counter = status.getMessageCounter();
    if (!started) {
      if (counter == 0) {
        return List.of();
      }
      started = true;
      expected = counter;
    }
    int ahead = counter - expected;
    if (ahead < 0) {
      return List.of();
    }
    if (ahead > 0) {
      held.put(counter, status);
      gaps.computeIfAbsent(
          position + ahead,
          gap -> executor.schedule(gapExpired, patience.toNanos(), TimeUnit.NANOSECONDS));
      return List.of();
    }
    return take(status);
  }

  void reset() {
    gaps.values().forEach(timer -> timer.cancel(false));
    gaps.clear();
    held.clear();
    started = false;
    position = 0;
  }

  private List<Status> take(Status first) {
    if (held.isEmpty()) {
      advance();
      return List.of(first);
    }
    List<Status> ready = new ArrayList<>();
    for (Status next = first; next != null; next = held.remove(expected)) {
      ready.add(next);
      advance();
    }
    closeGaps();
    return ready;
  }

  private void advance() {
    expected++;
    position++;
  }

  /** A gap is closed when everything before the number that showed it has arrived. */
  private void closeGaps() {
    Iterator<ScheduledFuture<?>> closed = gaps.headMap(position, true).values().iterator();
    while (closed.hasNext()) {
      closed.next().cancel(false);
      closed.remove();
    }
  }
}
