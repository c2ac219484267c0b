package gateway.registry;

import gateway.api.stage.FatalFailures;
import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Lanes that are threads, for a container without an internal server: there no device's socket
 * belongs to one. Present where {@code gateway.config} asks for it.
 */
@Component(
    configurationPid = "gateway.registry.lanes",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ThreadLanes.Config.class)
public final class ThreadLanes implements LaneFactory {

  /** Configuration of PID {@code gateway.registry.lanes}: it has no keys, its presence counts. */
  @ObjectClassDefinition(name = "Lanes without device port")
  public @interface Config {}

  private final Map<Integer, ThreadLane> lanes = new ConcurrentHashMap<>();

  @Override
  public Lane lane(int moduleNumber) {
    ThreadLane lane = lanes.get(moduleNumber);
    return lane != null && !lane.abandoned
        ? lane
        : lanes.compute(
            moduleNumber,
            (number, old) -> old != null && !old.abandoned ? old : new ThreadLane(number));
  }

  @Deactivate
  void deactivate() {
    lanes.values().forEach(ThreadLane::abandon);
  }

  private static final class ThreadLane implements Lane {

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;
    private volatile boolean abandoned;

    ThreadLane(int number) {
      executor =
          new ScheduledThreadPoolExecutor(1, task -> start(task, number)) {
            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
              FatalFailures.afterExecute(task, thrown);
            }
          };
      executor.setRemoveOnCancelPolicy(true);
    }

    /** A module that hangs must not keep the process from ending. */
    private Thread start(Runnable task, int number) {
      Thread started = new Thread(task, "gateway-lane-" + Integer.toUnsignedString(number));
      started.setDaemon(true);
      thread = started;
      return started;
    }

    @Override
    public ScheduledExecutorService executor() {
      return executor;
    }

    @Override
    public boolean inLane() {
      return Thread.currentThread() == thread;
    }

    /** Tasks that wait are not run: their answers would come too late. */
    @Override
    public void abandon() {
      abandoned = true;
      executor.shutdownNow();
    }
  }
}
