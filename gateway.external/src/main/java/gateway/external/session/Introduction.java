package gateway.external.session;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.TrackedStatus;
import gateway.external.undelivered.Undelivered;
import java.util.Optional;

/**
 * The first status of a device in a session (PROTOCOL sections 4.4 and 4.5).
 *
 * @param report the status
 * @param error the error message; absent if nothing was undelivered before the status
 * @param carried the status, unless the cloud was told of it before
 * @param taken whether it was taken off the waiting ones: nothing was undelivered
 * @param gone whether the device has already left
 */
record Introduction(
    DeviceRecord device,
    StatusReport report,
    Optional<Payload> error,
    Optional<TrackedStatus> carried,
    boolean taken,
    boolean gone) {

  /** Tells whether there is a status with which to introduce a device, now or before long. */
  static boolean isPossible(DeviceRecord device, Backlog backlog) {
    return backlog.canBeQuiet(device.undelivered)
        && (!device.waiting.isEmpty()
            || device.current.isPresent()
            || device.undelivered.first().isPresent());
  }

  /** Returns the status that would introduce a device now. */
  static Optional<StatusReport> next(DeviceRecord device) {
    return device
        .undelivered
        .first()
        .or(() -> Optional.ofNullable(device.waiting.peek()))
        .map(tracked -> tracked.report)
        .or(() -> device.current);
  }

  /** Returns the size of the message that would introduce a device now, at most; 0 for none. */
  static int bytes(DeviceRecord device) {
    return next(device)
        .map(
            report ->
                Messages.statusBytes(
                    device.wire(report.device()), report, device.undelivered.error()))
        .orElse(0);
  }

  /**
   * Makes it from undelivered data if there are any, else from what is newer. Where the queue was
   * full since the device was listed, what came after the status stays undelivered.
   */
  static Introduction of(DeviceRecord device, Devices devices) {
    Undelivered undelivered = device.undelivered;
    Optional<TrackedStatus> first = undelivered.first();
    Optional<TrackedStatus> carried = first.isPresent() ? first : devices.poll(device);
    StatusReport status =
        carried.map(tracked -> tracked.report).or(() -> device.current).orElseThrow();
    return new Introduction(
        device,
        new StatusReport(status.device(), status.status(), false, status.repeated()),
        undelivered.error(),
        carried,
        first.isEmpty(),
        first.isPresent() ? undelivered.isGone(device.current.isPresent()) : status.last());
  }

  /** Returns the size of its message, at most. */
  int bytes() {
    return Messages.statusBytes(device.wire(report.device()), report, error);
  }

  /** The External Server has taken it: the device is known. */
  void delivered(Backlog backlog, Keeper keeper) {
    device.standing = DeviceRecord.Standing.KNOWN;
    device.lastSent = Optional.of(report);
    device.current = Optional.empty();
    carried.ifPresent(keeper::delivered);
    backlog.delivered(device.undelivered, carried);
    if (gone && device.waiting.isEmpty()) {
      device.withdraw = true;
    }
  }

  /** The External Server has not taken it, or may yet lose it: it is the newest again. */
  void failed(Backlog backlog) {
    backlog.release(device.undelivered, carried.filter(tracked -> taken));
  }
}
