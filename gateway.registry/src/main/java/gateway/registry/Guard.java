package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.stage.Lane;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane, the module calls that are made on it, and its open devices. When the lane is abandoned,
 * its guard goes with it, so that a thread that returns late disturbs nothing.
 */
final class Guard {

  /** Is told of each call that took longer than its budget. Called on the lane. */
  interface Judge {
    void overran(
        Candidate candidate, @Nullable DeviceKey device, String call, long nanos, int devices);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final Lane lane;
  private final Calls calls;

  /** Owned by the lane. */
  private final Set<GuardedDevice> devices = new HashSet<>();

  private final RefusalLog refusals;

  Guard(Lane lane, LongSupplier clock, LongSupplier budgetNanos, Judge judge) {
    this.lane = lane;
    refusals = new RefusalLog(clock);
    calls =
        new Calls(
            clock,
            budgetNanos,
            (candidate, device, call, nanos) ->
                judge.overran(candidate, device, call, nanos, devices.size()));
  }

  Lane lane() {
    return lane;
  }

  Calls calls() {
    return calls;
  }

  /** Owned by the lane. */
  RefusalLog refusals() {
    return refusals;
  }

  /** Makes a call. On the lane. */
  <T> T call(Candidate candidate, @Nullable DeviceKey device, String name, Calls.Call<T> call) {
    return calls.call(candidate, device, name, call);
  }

  /** Adds an open device. On the lane. */
  void add(GuardedDevice device) {
    devices.add(device);
  }

  /** Removes a closed device. On the lane. */
  void remove(GuardedDevice device) {
    devices.remove(device);
  }

  /** Returns the number of open devices. On the lane. */
  int size() {
    return devices.size();
  }

  /**
   * Returns at most {@code max} samples to rehearse with, in the order of their devices' keys, but
   * one of each device type first. On the lane.
   */
  List<Rehearsal.Sample> samples(int max) {
    Map<Integer, GuardedDevice> firsts = new LinkedHashMap<>();
    List<GuardedDevice> all =
        devices.stream()
            .filter(GuardedDevice::hasSample)
            .sorted(Comparator.comparing(GuardedDevice::key))
            .toList();
    all.forEach(device -> firsts.putIfAbsent(device.key().deviceType(), device));
    return Stream.concat(firsts.values().stream(), all.stream())
        .distinct()
        .limit(max)
        .map(GuardedDevice::sample)
        .toList();
  }

  /** Runs a task on the lane; returns false if there is no lane any more. Any thread. */
  boolean execute(Runnable task) {
    try {
      lane.executor().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("A lane has ended: its devices went with it", e);
      return false;
    }
  }

  /**
   * Makes the open devices drop what they hold of a candidate that no longer serves: neither an
   * idle device nor the lane's thread may pin the class loader of a version that has left. Any
   * thread.
   */
  void forget(Candidate gone) {
    execute(
        () -> {
          devices.forEach(device -> device.forget(gone));
          Thread.currentThread().setContextClassLoader(Guard.class.getClassLoader());
        });
  }
}
