package gateway.simulator.server;

import gateway.api.device.DeviceKey;
import gateway.protocol.external.Status.DeviceState;
import gateway.simulator.console.JsonLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts statuses per device and, where their payload carries a running number as {@code
 * "sequence"}, what is missing, late or repeated. A DISCONNECT repeats the last status by rule and
 * is not looked at.
 */
final class StatusTotals {

  private static final byte[] KEY = "\"sequence\":".getBytes(StandardCharsets.US_ASCII);

  /** A device that lost more has no use for the exact distinction of late and repeated. */
  private static final int MAX_MISSING = 100_000;

  private final Map<DeviceKey, Totals> devices = new ConcurrentSkipListMap<>();
  private final LongAdder all = new LongAdder();

  void count(ForwardedStatus status) {
    all.increment();
    Totals totals = devices.computeIfAbsent(status.device().key(), key -> new Totals());
    if (status.state() == DeviceState.DISCONNECT) {
      totals.count(-1, false);
    } else {
      totals.count(
          status.data().read(StatusTotals::number), status.state() == DeviceState.CONNECTING);
    }
  }

  long total() {
    return all.sum();
  }

  /** Returns the lines of a table. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%-28s%10s%10s%10s%10s%10s",
            "device", "statuses", "in order", "missing", "late", "repeated"));
    devices.forEach((key, totals) -> lines.add(totals.row(key.toString())));
    if (devices.size() > 1) {
      lines.add(sum().row("all " + devices.size() + " devices"));
    }
    return lines;
  }

  String json() {
    List<String> each = new ArrayList<>();
    devices.forEach((key, totals) -> each.add(totals.json(key.toString())));
    return new JsonLine()
        .put("event", "totals")
        .putRaw("all", sum().json("all"))
        .putRaw("devices", "[" + String.join(",", each) + "]")
        .toString();
  }

  private Totals sum() {
    Totals sum = new Totals();
    devices.values().forEach(sum::add);
    return sum;
  }

  /** Returns the running number, or -1. */
  static long number(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = end - KEY.length - 1; at >= offset; at--) {
      if (bytes[at] == '"' && startsWith(bytes, at)) {
        return digits(bytes, at + KEY.length, end);
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    for (int i = 0; i < KEY.length; i++) {
      if (bytes[at + i] != KEY[i]) {
        return false;
      }
    }
    return true;
  }

  private static long digits(byte[] bytes, int from, int end) {
    long value = 0;
    int at = from;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 18) {
      value = value * 10 + bytes[at++] - '0';
    }
    return at == from ? -1 : value;
  }

  private static final class Totals {
    private long statuses;
    private long inOrder;
    private long missing;
    private long late;
    private long repeated;
    private long last = -1;
    private final Set<Long> gaps = new HashSet<>();

    /** A device that connects with a lower number has begun to count again. */
    synchronized void count(long number, boolean connecting) {
      statuses++;
      if (number < 0) {
        return;
      }
      if (connecting && number < last) {
        last = -1;
        gaps.clear();
      }
      if (last < 0 || number > last) {
        inOrder++;
        for (long gap = last + 1; last >= 0 && gap < number; gap++) {
          missing++;
          if (gaps.size() < MAX_MISSING) {
            gaps.add(gap);
          }
        }
        last = number;
      } else if (gaps.remove(number)) {
        missing--;
        late++;
      } else {
        repeated++;
      }
    }

    synchronized void add(Totals other) {
      statuses += other.statuses;
      inOrder += other.inOrder;
      missing += other.missing;
      late += other.late;
      repeated += other.repeated;
    }

    synchronized String row(String name) {
      return String.format(
          "%-28s%10d%10d%10d%10d%10d", name, statuses, inOrder, missing, late, repeated);
    }

    synchronized String json(String name) {
      return new JsonLine()
          .put("device", name)
          .put("statuses", statuses)
          .put("in_order", inOrder)
          .put("missing", missing)
          .put("late", late)
          .put("repeated", repeated)
          .toString();
    }
  }
}
