package gateway.laboratory.outage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens in one round; follows from the seed and the number of the round alone.
 *
 * @param number counted from 1
 * @param step at the how many-th first status or first command
 * @param after whether the packet that reaches the phase still passes
 * @param outage milliseconds without a link before a sequence
 * @param length of the fault in milliseconds
 * @param leaving how many devices leave
 * @param stayAway whether these come back only after everything has arrived
 * @param seed for what is left to chance in the fault
 */
record RoundPlan(
    int number,
    FaultKind fault,
    SessionPhase phase,
    int step,
    boolean after,
    int outage,
    int length,
    int leaving,
    boolean stayAway,
    long seed) {

  private static final int MAX_FAULT = 2_500;
  private static final int MAX_OUTAGE = 900;

  /**
   * Plans a round. In a row of as many rounds as there are faults each fault comes once, and in as
   * many rows as there are phases each of them at every phase.
   */
  static RoundPlan of(
      long seed, int number, List<FaultKind> faults, List<SessionPhase> phases, int devices) {
    int row = (number - 1) / faults.size();
    List<FaultKind> order = new ArrayList<>(faults);
    Collections.shuffle(order, new Random(mix(seed, row)));
    FaultKind fault = order.get((number - 1) % faults.size());
    int first = Math.floorMod(mix(seed, -1 - fault.ordinal()), phases.size());
    SessionPhase phase = phases.get((first + row) % phases.size());
    Random random = new Random(mix(seed, 1_000_003L * number));
    int steps = phase.hasSteps() ? Math.min(devices, 10) : 1;
    return new RoundPlan(
        number,
        fault,
        phase,
        1 + random.nextInt(steps),
        random.nextBoolean(),
        50 + random.nextInt(MAX_OUTAGE),
        50 + random.nextInt(MAX_FAULT),
        leaving(random, phase, devices),
        random.nextBoolean() && !fault.kills(),
        random.nextLong());
  }

  private static int leaving(Random random, SessionPhase phase, int devices) {
    boolean all = random.nextInt(4) == 0;
    boolean some = random.nextBoolean() || phase == SessionPhase.DISCONNECT;
    int few = 1 + random.nextInt(Math.max(1, devices / 3));
    return all ? devices : some ? Math.min(few, devices) : 0;
  }

  private static long mix(long seed, long salt) {
    long x = seed * 0x9E3779B97F4A7C15L + salt * 0xBF58476D1CE4E5B9L;
    x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
    return x ^ x >>> 31;
  }

  /** Says when and for how long. */
  String text() {
    return fault + " at " + phase + (phase.hasSteps() ? " " + step : "") + (after ? "+" : "");
  }
}
