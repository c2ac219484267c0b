package gateway.simulator.swap;

import gateway.simulator.swap.SwapDevices.Measured;
import java.util.List;

/** An undisturbed phase and one in which versions come and go. */
record Pair(Phase undisturbed, Phase swapping, List<Step> steps) {

  /**
   * What the devices of both modules noticed.
   *
   * @param swapped those of the module whose versions come and go
   * @param other those of the module that nobody touches
   */
  record Phase(Measured swapped, Measured other) {}

  /** Returns how long the swapped module's devices waited at most from a step to the next one. */
  long longestAnswer(int step) {
    long end =
        step + 1 < steps.size()
            ? steps.get(step + 1).begun()
            : steps.get(step).ended() + 1_000_000_000L;
    return swapping.swapped().pauses().longest(steps.get(step).begun(), end);
  }
}
