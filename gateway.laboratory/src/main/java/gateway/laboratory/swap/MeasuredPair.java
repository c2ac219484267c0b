package gateway.laboratory.swap;

import gateway.laboratory.swap.SwapDevices.Measured;
import gateway.simulator.load.Histogram;
import java.util.List;
import java.util.stream.IntStream;

/** An undisturbed phase and one in which versions come and go. */
record MeasuredPair(Phase undisturbed, Phase swapping, List<SwapStep> steps) {

  /**
   * What the devices of both modules noticed.
   *
   * @param swapped those of the module whose versions come and go
   * @param other those of the module that does not change
   * @param echo how long a raw echo took at the same time: what is the machine's
   */
  record Phase(Measured swapped, Measured other, Histogram echo) {}

  /** Returns how long the swapped module's devices waited at most from a step to the next one. */
  long longestAnswer(int step) {
    AnswerWaits pauses = swapping.swapped().pauses();
    long end = step + 1 < steps.size() ? steps.get(step + 1).begun() : pauses.end();
    return pauses.longest(steps.get(step).begun(), end);
  }

  /** Returns how long they waited at most from the first step on, but for steps of one kind. */
  long longestAnswerBut(SwapKind excepted) {
    return IntStream.range(0, steps.size())
        .filter(step -> steps.get(step).kind() != excepted)
        .mapToLong(this::longestAnswer)
        .max()
        .orElse(0);
  }
}
