package gateway.internalserver;

import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Lanes that are event loops: a status runs to completion on the thread that read it. */
@Component(service = {LaneFactory.class, NettyLanes.class})
public final class NettyLanes implements LaneFactory {

  private final ConcurrentMap<Integer, NettyLane> lanes = new ConcurrentHashMap<>();

  private final AtomicInteger abandoned = new AtomicInteger();

  @Override
  public Lane lane(int moduleNumber) {
    return nettyLane(moduleNumber);
  }

  NettyLane nettyLane(int moduleNumber) {
    NettyLane lane = lanes.get(moduleNumber);
    if (lane != null && !lane.isAbandoned()) {
      return lane;
    }
    return lanes.compute(
        moduleNumber,
        (number, old) -> {
          if (old != null && !old.isAbandoned()) {
            return old;
          }
          NettyLane fresh = new NettyLane(number);
          if (old != null) {
            abandoned.incrementAndGet();
          }
          return fresh;
        });
  }

  /** Returns how many lanes had to be replaced. */
  int abandoned() {
    return abandoned.get();
  }

  /** Returns the lanes, by module number. */
  List<LaneSnapshot> snapshots() {
    return lanes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Integer::compareUnsigned))
        .map(
            entry ->
                new LaneSnapshot(
                    entry.getKey(),
                    entry.getValue().connections(),
                    Duration.ofNanos(entry.getValue().overdue())))
        .toList();
  }

  Collection<NettyLane> all() {
    return lanes.values();
  }

  @Deactivate
  void deactivate() {
    lanes.values().forEach(NettyLane::stop);
  }
}
