package gateway.api.test;

import gateway.api.stage.Lane;
import java.util.concurrent.ScheduledExecutorService;

/** A lane in virtual time. A test's own thread counts as being in the lane. */
public final class VirtualLane implements Lane {

  private final VirtualExecutor executor;
  private boolean abandoned;

  /** Makes a lane on an executor, which may serve several. */
  public VirtualLane(VirtualExecutor executor) {
    this.executor = executor;
  }

  @Override
  public ScheduledExecutorService executor() {
    return executor;
  }

  @Override
  public boolean inLane() {
    return true;
  }

  @Override
  public void abandon() {
    abandoned = true;
  }

  /** Tells whether the lane was abandoned. */
  public boolean isAbandoned() {
    return abandoned;
  }
}
