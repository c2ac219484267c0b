package gateway.simulator.server;

import gateway.api.device.Device;

/** Devices between the wire and our values. */
final class Devices {

  private Devices() {}

  static Device fromWire(gateway.protocol.internal.Device device) {
    return Device.of(
        device.getModuleValue(),
        device.getDeviceType(),
        device.getDeviceRole(),
        device.getDeviceName(),
        device.getPriority());
  }

  static gateway.protocol.internal.Device toWire(Device device) {
    return gateway.protocol.internal.Device.newBuilder()
        .setModuleValue(device.module())
        .setDeviceType(device.deviceType())
        .setDeviceRole(device.role())
        .setDeviceName(device.name())
        .setPriority(device.priority())
        .build();
  }
}
