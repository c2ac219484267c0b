package gateway.registry;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Compares what a version accepts with what the version before has accepted. A version that refuses
 * more than half of it, or all of one device type, does not take over. Used by one thread.
 */
final class Comparison {

  private static final class Tally {
    int judged;
    int refused;
    String reason = "";
  }

  private final Tally all = new Tally();
  private final Map<Integer, Tally> types = new TreeMap<>(Integer::compareUnsigned);
  private final String verb;
  private final String what;

  /**
   * Makes one without samples.
   *
   * @param verb what the new version does, such as {@code refuses}
   * @param what what is judged and what the version before did, such as {@code statuses that 1.0.0
   *     accepts}, with {@code %s} where a device type is named
   */
  Comparison(String verb, String what) {
    this.verb = verb;
    this.what = what;
  }

  void accepted(int deviceType) {
    all.judged++;
    type(deviceType).judged++;
  }

  /**
   * Takes note of a refusal.
   *
   * @param reason asked for the first one of a type only
   */
  void refused(int deviceType, Supplier<String> reason) {
    Tally type = type(deviceType);
    if (type.refused == 0) {
      type.reason = reason.get();
    }
    if (all.refused == 0) {
      all.reason = type.reason;
    }
    accepted(deviceType);
    all.refused++;
    type.refused++;
  }

  private Tally type(int deviceType) {
    return types.computeIfAbsent(deviceType, type -> new Tally());
  }

  /** Returns why the version does not take over; empty if it may. */
  Optional<String> verdict() {
    if (all.refused * 2 > all.judged) {
      return Optional.of(inWords(all, ""));
    }
    return types.entrySet().stream()
        .filter(type -> type.getValue().refused == type.getValue().judged)
        .map(
            type ->
                inWords(
                    type.getValue(), " of device type " + Integer.toUnsignedString(type.getKey())))
        .findFirst();
  }

  private String inWords(Tally tally, String ofType) {
    return verb
        + ' '
        + tally.refused
        + " of "
        + tally.judged
        + ' '
        + what.formatted(ofType)
        + (tally.reason.isEmpty() ? "" : " (" + tally.reason + ")");
  }
}
