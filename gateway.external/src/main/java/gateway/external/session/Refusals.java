package gateway.external.session;

import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.undelivered.Backlog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which devices the External Server refuses (PROTOCOL section 4.9). One error line per device. */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final String endpoint;
  private final Devices devices;
  private final Backlog backlog;

  public Refusals(String endpoint, Devices devices, Backlog backlog) {
    this.endpoint = endpoint;
    this.devices = devices;
    this.backlog = backlog;
  }

  /** The External Server went on without this device: left out until restart. */
  void refuse(Introduction introduction) {
    DeviceRecord device = introduction.device();
    report(device, "left out until restart");
    device.refusal = Refusal.REFUSED;
    device.standing = DeviceRecord.Standing.UNKNOWN;
    introduction.failed(backlog);
    devices.drain(device, backlog::add);
  }

  /** The sequence ended at this device: left out of the connect sequences. */
  void suspect(DeviceRecord device) {
    report(device, "left out of the connect sequence");
    device.refusal = Refusal.SUSPECTED;
  }

  /** The External Server has answered the device after all. */
  void accept(DeviceRecord device) {
    if (device.refusal == Refusal.SUSPECTED) {
      LOG.info("Endpoint {}: device {} is accepted by the External Server", endpoint, device.key);
      device.refusal = Refusal.NONE;
    }
  }

  private void report(DeviceRecord device, String consequence) {
    if (device.refusal == Refusal.NONE) {
      LOG.error(
          "Endpoint {}: device {} is refused by the External Server: {}",
          endpoint,
          device.key,
          consequence);
    }
  }
}
