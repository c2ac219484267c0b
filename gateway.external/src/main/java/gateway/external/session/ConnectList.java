package gateway.external.session;

import gateway.api.stage.DeviceDirectory.LiveDevice;
import gateway.api.stage.StatusReport;
import gateway.external.session.DeviceRecord.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who is listed in a Connect (PROTOCOL section 4.4). */
final class ConnectList {

  /** More at once can end the session of the real External Server (PROTOCOL section 4.9). */
  static final int MAX_CONNECT = 10;

  private final EndpointContext context;

  ConnectList(EndpointContext context) {
    this.context = context;
  }

  /**
   * Chooses the devices of a Connect, in the order of their keys: those with undelivered data
   * first, suspected ones only if there is no other, and without those one that is tried again.
   */
  List<DeviceRecord> choose(List<LiveDevice> live) {
    context.devices().all().forEach(device -> device.current = Optional.empty());
    for (LiveDevice device : live) {
      if (context.carried().test(device.device().module())) {
        DeviceRecord record = context.devices().of(device.device().key());
        context.recovery().meet(record.undelivered);
        record.current =
            Optional.of(new StatusReport(device.device(), device.currentStatus(), false, true));
      }
    }
    List<DeviceRecord> fine = withRefusal(Refusal.NONE);
    List<DeviceRecord> listed = fine.isEmpty() ? withRefusal(Refusal.SUSPECTED) : fine;
    return listed.isEmpty() ? dueAlone() : listed;
  }

  /** Without another device there is no session in which to try one that is left out. */
  private List<DeviceRecord> dueAlone() {
    return context.refusals().due().stream()
        .filter(device -> Introduction.isPossible(device, context.backlog()))
        .limit(1)
        .toList();
  }

  private List<DeviceRecord> withRefusal(Refusal refusal) {
    int max = context.refusals().maxListed();
    return context.devices().all().stream()
        .filter(
            device ->
                context.refusals().mayJoin(device)
                    && device.refusal == refusal
                    && Introduction.isPossible(device, context.backlog()))
        .sorted(
            Comparator.<DeviceRecord>comparingInt(
                    device -> max < MAX_CONNECT ? wire(device).getSerializedSize() : 0)
                .thenComparing(device -> !hasUndelivered(device))
                .thenComparing(device -> device.key))
        .limit(max)
        .sorted(Comparator.comparing(device -> device.key))
        .toList();
  }

  /** Returns a device as it stands in a Connect. */
  static gateway.protocol.internal.Device wire(DeviceRecord device) {
    return device.wire(
        device
            .undelivered
            .device()
            .or(() -> Optional.ofNullable(device.waiting.peek()).map(p -> p.report.device()))
            .or(() -> device.current.map(StatusReport::device))
            .orElseThrow());
  }

  private boolean hasUndelivered(DeviceRecord device) {
    return !device.waiting.isEmpty() || !device.undelivered.isEmpty();
  }
}
