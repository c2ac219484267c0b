package gateway.internalserver;

import com.google.protobuf.ByteString;
import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnect;
import gateway.protocol.internal.DeviceStatus;
import gateway.protocol.internal.InternalClient;
import gateway.protocol.internal.InternalServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A device with a blocking socket. */
final class TestDevice implements AutoCloseable {

  static final int PATIENCE_MILLIS = 20_000;

  final Device device;
  final Socket socket;
  private final DataInputStream in;

  TestDevice(
      InetSocketAddress address, int module, int type, String role, String name, int priority)
      throws IOException {
    this(new Socket(address.getAddress(), address.getPort()), module, type, role, name, priority);
  }

  TestDevice(Socket connected, int module, int type, String role, String name, int priority)
      throws IOException {
    socket = connected;
    device =
        Device.newBuilder()
            .setModuleValue(module)
            .setDeviceType(type)
            .setDeviceRole(role)
            .setDeviceName(name)
            .setPriority(priority)
            .build();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  static byte[] frame(byte[] body) {
    byte[] frame = new byte[DeviceFrames.HEADER_LENGTH + body.length];
    DeviceFrames.putHeader(frame, body.length);
    System.arraycopy(body, 0, frame, DeviceFrames.HEADER_LENGTH, body.length);
    return frame;
  }

  byte[] connectFrame() {
    return frame(
        InternalClient.newBuilder()
            .setDeviceConnect(DeviceConnect.newBuilder().setDevice(device))
            .build()
            .toByteArray());
  }

  byte[] statusFrame(Device from, String data) {
    return frame(
        InternalClient.newBuilder()
            .setDeviceStatus(
                DeviceStatus.newBuilder()
                    .setDevice(from)
                    .setStatusData(ByteString.copyFromUtf8(data)))
            .build()
            .toByteArray());
  }

  byte[] statusFrame(String data) {
    return statusFrame(device, data);
  }

  void send(byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      socket.getOutputStream().write(part);
    }
  }

  InternalServer read() throws IOException {
    byte[] body = new byte[Integer.reverseBytes(in.readInt())];
    in.readFully(body);
    return InternalServer.parseFrom(body);
  }

  /** Connects and returns the response type; fails unless the device is echoed exactly. */
  int connect() throws IOException {
    send(connectFrame());
    return readConnectResponse();
  }

  int readConnectResponse() throws IOException {
    InternalServer answer = read();
    if (!answer.getDeviceConnectResponse().getDevice().equals(device)) {
      throw new AssertionError("the device is not echoed: " + answer);
    }
    return answer.getDeviceConnectResponse().getResponseTypeValue();
  }

  /** Waits for the answer to a connect, or for the end without one; returns whether it came. */
  boolean isAnswered() throws IOException {
    try {
      return readConnectResponse() == 0;
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  TestDevice connected() throws IOException {
    int type = connect();
    if (type != 0) {
      throw new AssertionError("refused with " + type);
    }
    return this;
  }

  /** Sends a status and returns the command; fails unless the device is echoed exactly. */
  String status(String data) throws IOException {
    send(statusFrame(data));
    return readCommand(device);
  }

  String readCommand(Device echoed) throws IOException {
    InternalServer answer = read();
    if (!answer.hasDeviceCommand() || !answer.getDeviceCommand().getDevice().equals(echoed)) {
      throw new AssertionError("no command for this device: " + answer);
    }
    return answer.getDeviceCommand().getCommandData().toStringUtf8();
  }

  /** Waits until the gateway has closed the connection, without having sent anything more. */
  void awaitClose() throws IOException {
    try {
      int read = in.read();
      if (read >= 0) {
        throw new AssertionError("the gateway sent something instead of closing");
      }
    } catch (SocketException | EOFException e) {
      if (!"Connection reset".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  /** Resets the connection instead of closing it. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
