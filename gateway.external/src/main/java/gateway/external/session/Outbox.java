package gateway.external.session;

import gateway.api.device.DeviceKey;
import gateway.external.base.Settings;
import gateway.external.undelivered.Pending;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The devices of an endpoint and the statuses that wait to be sent, in order per device. */
public final class Outbox {

  private final Supplier<Settings> settings;
  private final Map<DeviceKey, Line> lines = new HashMap<>();
  private int statuses;
  private long bytes;

  public Outbox(Supplier<Settings> settings) {
    this.settings = settings;
  }

  /** Returns the line of a device, a new one if there is none. */
  public Line line(DeviceKey key) {
    return lines.computeIfAbsent(key, Line::new);
  }

  /** Tells whether the External Server knows a device, or is being told of it. */
  public boolean isKnown(DeviceKey key) {
    Line line = lines.get(key);
    return line != null && line.standing != Line.Standing.UNKNOWN;
  }

  /** Returns all lines; a copy. */
  Collection<Line> lines() {
    return List.copyOf(lines.values());
  }

  /** Adds a status behind those of its device. */
  public void add(Line line, Pending pending) {
    line.waiting.add(pending);
    statuses++;
    bytes += pending.report.status().size();
  }

  /** Takes the oldest waiting status of a device. */
  Optional<Pending> poll(Line line) {
    Pending pending = line.waiting.poll();
    if (pending == null) {
      return Optional.empty();
    }
    statuses--;
    bytes -= pending.report.status().size();
    return Optional.of(pending);
  }

  /** Tells whether a bound is reached. */
  public boolean isFull() {
    return statuses >= settings.get().bounds().queueStatuses()
        || bytes >= settings.get().bounds().queueBytes();
  }

  /** Returns the number of waiting statuses. */
  public int statuses() {
    return statuses;
  }

  /** Hands the waiting statuses of a device over, oldest first. */
  public void drain(Line line, Consumer<Pending> target) {
    for (Optional<Pending> p = poll(line); p.isPresent(); p = poll(line)) {
      target.accept(p.get());
    }
  }

  /** Hands all waiting statuses over, oldest first per device. */
  public void drain(Consumer<Pending> target) {
    lines.values().forEach(line -> drain(line, target));
  }

  /** Ends what belonged to a session, and forgets devices of which nothing is left. */
  public void reset() {
    lines.values().forEach(Line::reset);
    lines.values().removeIf(l -> l.waiting.isEmpty() && l.refusal == Line.Refusal.NONE);
  }

  /** Forgets a device that has left, unless something of it waits. */
  void left(Line line) {
    if (line.waiting.isEmpty() && line.refusal == Line.Refusal.NONE) {
      lines.remove(line.key, line);
    }
  }
}
