package gateway.external.base;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.Device;
import gateway.api.stage.UndeliveredBounds;
import java.util.Map;
import java.util.Optional;

/** Settings with the times of PROTOCOL section 0.1, of which a test changes what it is about. */
public final class Setup {

  public Vehicle vehicle = new Vehicle("co", "v1", Optional.empty());
  public int queueStatuses = 10_000;
  public int errorMaxBytes = 65_536;
  public int undeliveredMaxBytes = 33_554_432;
  public int storeAfter = 100;
  public int storeMaxBytes = 67_108_864;
  public int keepAlive = 15_000;
  public int window = 10;

  public Settings settings() {
    return new Settings(
        vehicle,
        new Settings.Deadlines(5000, 10_000, 30_000, 250, keepAlive),
        new Settings.Delays(10_000, 15_000, 2000, 300),
        new Settings.Windows(window, 5),
        new UndeliveredBounds(queueStatuses, 16_777_216, errorMaxBytes, undeliveredMaxBytes),
        new Settings.StoreRules(storeAfter, storeMaxBytes));
  }

  /** Returns settings with these bounds. */
  public static Settings settings(int queueStatuses, int errorMaxBytes) {
    Setup setup = new Setup();
    setup.queueStatuses = queueStatuses;
    setup.errorMaxBytes = errorMaxBytes;
    return setup.settings();
  }

  /** Returns a device as it stands in messages. */
  public static gateway.protocol.internal.Device wire(Device device) {
    return gateway.protocol.internal.Device.newBuilder()
        .setModuleValue(device.module())
        .setDeviceType(device.deviceType())
        .setDeviceRole(device.role())
        .setDeviceName(device.name())
        .setPriority(device.priority())
        .build();
  }

  /** Returns an endpoint over MQTT without login, TLS and settings of its own. */
  public static EndpointSettings endpoint(
      String name, String host, int port, ModuleNumbers modules) {
    return new EndpointSettings(
        name, CloudTransport.MQTT, host, port, modules, "", "", Optional.empty(), Map.of());
  }

  public static Device device(String role) {
    return Device.of(1, 0, role, "name-" + role, 3);
  }
}
