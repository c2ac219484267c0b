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
   * first, suspected ones only if there is no other.
   */
  List<DeviceRecord> choose(List<LiveDevice> live) {
    context.devices().all().forEach(device -> device.current = Optional.empty());
    for (LiveDevice device : live) {
      if (context.carried().test(device.device().module())) {
        DeviceRecord record = context.devices().of(device.device().key());
        context.recovery().meet(record.undelivered);
        record.current =
            Optional.of(new StatusReport(device.device(), device.currentStatus(), false));
      }
    }
    List<DeviceRecord> fine = withRefusal(Refusal.NONE);
    return fine.isEmpty() ? withRefusal(Refusal.SUSPECTED) : fine;
  }

  private List<DeviceRecord> withRefusal(Refusal refusal) {
    return context.devices().all().stream()
        .filter(
            device ->
                device.refusal == refusal && Introduction.isPossible(device, context.backlog()))
        .sorted(
            Comparator.<DeviceRecord, Boolean>comparing(device -> !hasUndelivered(device))
                .thenComparing(device -> device.key))
        .limit(MAX_CONNECT)
        .sorted(Comparator.comparing(device -> device.key))
        .toList();
  }

  private boolean hasUndelivered(DeviceRecord device) {
    return !device.waiting.isEmpty() || !device.undelivered.isEmpty();
  }
}
