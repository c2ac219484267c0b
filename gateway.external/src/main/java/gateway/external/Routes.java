package gateway.external;

import gateway.external.base.ModuleNumbers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which endpoint carries a module number: the one that names it, else one that takes all others.
 * Immutable.
 *
 * @param <T> what carries
 */
final class Routes<T> {

  private final Map<Integer, T> named = new HashMap<>();
  private final Optional<T> others;

  private Routes(Collection<T> targets, Function<T, ModuleNumbers> numbers) {
    Optional<T> all = Optional.empty();
    for (T target : targets) {
      ModuleNumbers carried = numbers.apply(target);
      carried.named().forEach(number -> named.putIfAbsent(number, target));
      if (carried.all() && all.isEmpty()) {
        all = Optional.of(target);
      }
    }
    others = all;
  }

  /** Makes the routes; the first of two targets that claim the same wins. */
  static <T> Routes<T> of(Collection<T> targets, Function<T, ModuleNumbers> numbers) {
    return new Routes<>(targets, numbers);
  }

  /** Returns what carries a number. */
  Optional<T> find(int number) {
    T target = named.get(number);
    return target == null ? others : Optional.of(target);
  }
}
