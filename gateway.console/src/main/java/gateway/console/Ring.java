package gateway.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;

/**
 * The latest entries of something. A thread that adds one never waits for other threads or readers.
 */
final class Ring<T> {

  private final AtomicReferenceArray<T> cells;
  private final AtomicLong added = new AtomicLong();

  Ring(int size) {
    cells = new AtomicReferenceArray<>(size);
  }

  void add(T value) {
    cells.set((int) (added.getAndIncrement() % cells.length()), value);
  }

  /** Returns the services, in the order of a number that each has. */
  List<T> sorted(ToLongFunction<T> number) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < cells.length(); i++) {
      T value = cells.get(i);
      if (value != null) {
        all.add(value);
      }
    }
    all.sort(Comparator.comparingLong(number));
    return all;
  }
}
