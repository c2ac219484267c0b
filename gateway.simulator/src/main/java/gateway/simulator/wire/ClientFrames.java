package gateway.simulator.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnect;
import gateway.protocol.internal.DeviceStatus;
import gateway.protocol.internal.InternalClient;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the frames that a device sends, each one array, header included. */
public final class ClientFrames {

  private ClientFrames() {}

  /** Makes the wire form of a device. */
  public static Device device(gateway.api.device.Device device) {
    return Device.newBuilder()
        .setModuleValue(device.module())
        .setDeviceType(device.deviceType())
        .setDeviceRole(device.role())
        .setDeviceName(device.name())
        .setPriority(device.priority())
        .build();
  }

  /** Makes the frame of a connect. */
  public static byte[] connect(Device device) {
    return frame(
        InternalClient.newBuilder()
            .setDeviceConnect(DeviceConnect.newBuilder().setDevice(device))
            .build());
  }

  /** Makes the frame of a status; its data are the last bytes of it. */
  public static byte[] status(Device device, byte[] data) {
    return frame(
        InternalClient.newBuilder()
            .setDeviceStatus(
                DeviceStatus.newBuilder()
                    .setDevice(device)
                    .setStatusData(UnsafeByteOperations.unsafeWrap(data)))
            .build());
  }

  private static byte[] frame(MessageLite message) {
    int length = message.getSerializedSize();
    byte[] frame = new byte[DeviceFrames.HEADER_LENGTH + length];
    DeviceFrames.putHeader(frame, length);
    try {
      CodedOutputStream out =
          CodedOutputStream.newInstance(frame, DeviceFrames.HEADER_LENGTH, length);
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame;
  }
}
