package gateway.laboratory.swap;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.laboratory.swap.module.CommandMark;
import gateway.protocol.external.Status.DeviceState;
import gateway.simulator.server.ForwardedStatus;
import gateway.simulator.server.ServerListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What arrives in the cloud: of each device its first status, and then every so many without a gap
 * and in order.
 */
final class ForwardedStatuses implements ServerListener {

  private final int every;
  private final Map<DeviceKey, Long> awaited = new HashMap<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private long statuses;
  private long lost;
  private long reordered;
  private int sessions;
  private int disconnects;

  ForwardedStatuses(int every) {
    this.every = every;
  }

  /** Waits until a session is established. */
  boolean awaitSession(long seconds) throws InterruptedException {
    return running.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void sessionStarted(String sessionId, List<Device> accepted) {
    sessions++;
  }

  @Override
  public void sessionRunning(String sessionId) {
    running.countDown();
  }

  @Override
  public synchronized void statusForwarded(ForwardedStatus status) {
    if (!status.device().role().startsWith(SwapDevices.ROLE)) {
      return;
    }
    if (status.state() == DeviceState.DISCONNECT) {
      disconnects++;
      return;
    }
    statuses++;
    long number = CommandMark.numberOf(status.data());
    Long expected = awaited.get(status.device().key());
    long next = number + every - number % every;
    if (expected == null || number == expected) {
      awaited.put(status.device().key(), next);
    } else if (number > expected) {
      // a number in between is the current status, sent because nothing else was for long
      lost += (number - expected) / every + (number % every == 0 ? 0 : 1);
      awaited.put(status.device().key(), next);
    } else if (number % every == 0) {
      reordered++;
    }
  }

  /**
   * Returns how many are still to come.
   *
   * @param lastSent number of the last status that each device of a module has sent, by its index
   */
  synchronized long missing(int module, List<Integer> lastSent) {
    long missing = 0;
    for (int i = 0; i < lastSent.size(); i++) {
      Long next = awaited.get(new DeviceKey(module, SwapDevices.TYPE, SwapDevices.ROLE + i));
      int last = lastSent.get(i);
      missing += next == null ? 1 : last < next ? 0 : (last - next) / every + 1;
    }
    return missing;
  }

  synchronized Counts counts() {
    return new Counts(sessions, statuses, lost, reordered, disconnects);
  }

  /**
   * What has arrived.
   *
   * @param sessions how often the gateway connected to the cloud
   * @param lost statuses that later ones have overtaken for good
   * @param reordered statuses that came late or twice
   * @param disconnects devices that the gateway took leave of
   */
  record Counts(int sessions, long statuses, long lost, long reordered, int disconnects) {}
}
