package gateway.registry;

import gateway.api.view.LostCallsView;
import java.util.Collection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the module calls that hang. To be called once per period. */
final class HangWatch {

  /** Deals with the calls that hang. Called on the thread of the watch. */
  interface Judge {
    /** A call hangs on a lane, which is to be abandoned. */
    void laneHangs(Slot slot, Guard guard, Candidate hung, boolean outOfService);

    /** A call hangs in a rehearsal. */
    void rehearsalHangs(Candidate hung);

    /** Calls have returned after all: no number has to be out of service any more. */
    void recovered();
  }

  private static final Logger LOG = LoggerFactory.getLogger(HangWatch.class);

  private final Supplier<Collection<Slot>> slots;
  private final Rehearsals rehearsals;
  private final LostCalls lost;
  private final Judge judge;

  HangWatch(Supplier<Collection<Slot>> slots, Rehearsals rehearsals, LostCalls lost, Judge judge) {
    this.slots = slots;
    this.rehearsals = rehearsals;
    this.lost = lost;
    this.judge = judge;
  }

  void look() {
    for (Slot slot : slots.get()) {
      Guard guard = slot.guard();
      guard.calls().findHung().ifPresent(hung -> onLane(slot, guard, hung));
    }
    for (Rehearsal rehearsal : rehearsals.running()) {
      rehearsal.calls().findHung().ifPresent(hung -> inRehearsal(rehearsal, hung));
    }
    if (lost.forgetReturned() && !lost.isDown()) {
      judge.recovered();
    }
  }

  private void onLane(Slot slot, Guard guard, Calls.Running hung) {
    lose(guard.calls(), hung, "its lane is abandoned, its devices are disconnected");
    try {
      judge.laneHangs(slot, guard, hung.candidate(), lost.isDown());
    } catch (RuntimeException | Error e) {
      // the other lanes must still be looked at
      LOG.error("A hanging lane could not be replaced, trying again: {}", e.toString());
    }
  }

  private void inRehearsal(Rehearsal rehearsal, Calls.Running hung) {
    rehearsals.giveUp(rehearsal);
    lose(rehearsal.calls(), hung, "it does not take over");
    judge.rehearsalHangs(hung.candidate());
  }

  private void lose(Calls calls, Calls.Running hung, String consequence) {
    if (lost.add(calls, hung)) {
      LOG.error(
          "Module {} hangs in {} ({}); lost threads: {} of {}",
          hung.candidate().description(),
          hung.name(),
          consequence,
          lost.lostCalls().size(),
          LostCallsView.MAX_LOST);
    }
  }
}
