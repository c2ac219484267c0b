package gateway.internalserver;

import gateway.api.stage.DisconnectCause;
import gateway.api.view.DeviceServerView.Traffic;
import gateway.api.view.DurationHistogram;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what passes between the gateway and the devices of one type. Written by the lane of their
 * module, without locks and atomic operations; read by any thread. (The thread of an abandoned lane
 * that returns late may cost a count.)
 */
final class TypeTraffic {

  private final int module;
  private final String deviceType;
  private final AtomicLong connects = new AtomicLong();
  private final AtomicLong pushed = new AtomicLong();
  private final DurationHistogram.Recorder roundTrips = new DurationHistogram.Recorder();
  private final AtomicLongArray disconnects = new AtomicLongArray(DisconnectCause.values().length);

  TypeTraffic(int module, String deviceType) {
    this.module = module;
    this.deviceType = deviceType;
  }

  void connected() {
    connects.setOpaque(connects.getPlain() + 1);
  }

  void answered(long nanos) {
    roundTrips.record(nanos);
  }

  void pushed() {
    pushed.setOpaque(pushed.getPlain() + 1);
  }

  void disconnected(DisconnectCause cause) {
    disconnects.setOpaque(cause.ordinal(), disconnects.getPlain(cause.ordinal()) + 1);
  }

  Traffic snapshot() {
    Map<String, Long> causes = new LinkedHashMap<>();
    for (DisconnectCause cause : DisconnectCause.values()) {
      causes.put(cause.name(), disconnects.getOpaque(cause.ordinal()));
    }
    return new Traffic(
        module,
        deviceType,
        connects.getOpaque(),
        roundTrips.snapshot(),
        pushed.getOpaque(),
        causes);
  }
}
