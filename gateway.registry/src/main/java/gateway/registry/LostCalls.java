package gateway.registry;

import gateway.api.view.LostCallsView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** The calls whose threads are lost, as long as they run. Changed by the watch, read anywhere. */
final class LostCalls implements LostCallsView {

  private record Entry(Calls calls, Calls.Running call) {

    boolean hasReturned() {
      return calls.running().filter(running -> running.since() == call.since()).isEmpty();
    }
  }

  private final LongSupplier clock;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  LostCalls(LongSupplier clock) {
    this.clock = clock;
  }

  /** Adds a call; returns false if it is known. */
  boolean add(Calls calls, Calls.Running call) {
    Entry entry = new Entry(calls, call);
    return !entries.contains(entry) && entries.add(entry);
  }

  /** Forgets the calls that have returned after all; returns whether there were any. */
  boolean forgetReturned() {
    return entries.removeIf(Entry::hasReturned);
  }

  @Override
  public List<LostCall> lostCalls() {
    long now = clock.getAsLong();
    return entries.stream()
        .map(Entry::call)
        .map(
            call ->
                new LostCall(
                    call.candidate().number(),
                    call.candidate().description().name()
                        + ' '
                        + call.candidate().description().version(),
                    call.name(),
                    Duration.ofNanos(now - call.since())))
        .toList();
  }
}
