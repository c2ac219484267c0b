package gateway.ipc;

import gateway.api.stage.FatalFailures;
import gateway.api.stage.Lane;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one message: one task for each lane, in the order of the message. */
final class LaneTasks {

  private static final Logger LOG = LoggerFactory.getLogger(LaneTasks.class);

  private final IdentityHashMap<Lane, List<Runnable>> tasks = new IdentityHashMap<>(2);

  void add(Lane lane, Runnable task) {
    tasks.computeIfAbsent(lane, key -> new ArrayList<>()).add(task);
  }

  void submit() {
    tasks.forEach(
        (lane, list) -> {
          try {
            lane.executor().execute(() -> list.forEach(LaneTasks::run));
          } catch (RejectedExecutionException e) {
            LOG.debug("A lane was abandoned before it received its tasks");
          }
        });
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      FatalFailures.check(e);
      LOG.error("A device's task failed", e);
    }
  }
}
