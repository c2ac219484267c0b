package gateway.internalserver;

import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Lanes that are event loops: a status runs to completion on the thread that read it. */
@Component(service = {LaneFactory.class, NettyLanes.class})
public final class NettyLanes implements LaneFactory {

  private final ConcurrentMap<Integer, NettyLane> lanes = new ConcurrentHashMap<>();

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
        (number, old) -> old == null || old.isAbandoned() ? new NettyLane(number) : old);
  }

  Collection<NettyLane> all() {
    return lanes.values();
  }

  @Deactivate
  void deactivate() {
    lanes.values().forEach(NettyLane::stop);
  }
}
