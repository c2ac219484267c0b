package gateway.registry;

import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime.Folded;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Folds undelivered statuses of devices of one type into an error message. On the lane. */
record Folding(Slot slot, Guard guard, int deviceType) {

  void fold(Optional<Payload> error, List<Payload> statuses, CompletableFuture<Folded> result) {
    Candidate serving = slot.serving();
    if (serving == null) {
      result.completeExceptionally(
          new ModuleException(
              "no module serves number " + Integer.toUnsignedString(slot.number())));
      return;
    }
    Optional<Payload> current = error;
    int failures = 0;
    for (Payload status : statuses) {
      try {
        current = Optional.of(fold(serving, current, status));
      } catch (ModuleException e) {
        failures++;
      }
    }
    result.complete(new Folded(current, failures));
  }

  private Payload fold(Candidate candidate, Optional<Payload> error, Payload status) {
    try {
      return aggregateError(candidate, error, status);
    } catch (ModuleException e) {
      return aggregateError(slot.standInFor(candidate).orElseThrow(() -> e), error, status);
    }
  }

  private Payload aggregateError(Candidate candidate, Optional<Payload> error, Payload status) {
    return guard.call(
        candidate,
        null,
        "aggregateError",
        () -> candidate.module().aggregateError(deviceType, error, status));
  }
}
