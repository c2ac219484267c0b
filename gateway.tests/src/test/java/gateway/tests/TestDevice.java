package gateway.tests;

import com.google.protobuf.ByteString;
import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnect;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceStatus;
import gateway.protocol.internal.InternalClient;
import gateway.protocol.internal.InternalServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A device on a socket of its own. Every read ends after {@link Await#PATIENCE}. */
final class TestDevice implements AutoCloseable {

  private final Socket socket;
  private final DataInputStream in;
  private final Device device;
  private final DeviceConnectResponse.ResponseType answer;

  private TestDevice(Socket socket, Device device) throws IOException {
    this.socket = socket;
    this.device = device;
    in = new DataInputStream(socket.getInputStream());
    send(
        InternalClient.newBuilder()
            .setDeviceConnect(DeviceConnect.newBuilder().setDevice(device))
            .build());
    answer = receive().getDeviceConnectResponse().getResponseType();
  }

  /** Connects, and reads the answer, whatever it is. */
  static TestDevice connect(InetSocketAddress address, int module, String role) throws IOException {
    return connect(address, module, role, 0);
  }

  /** Connects with a priority, and reads the answer, whatever it is. */
  static TestDevice connect(InetSocketAddress address, int module, String role, int priority)
      throws IOException {
    return connect(address, module, 0, role, priority);
  }

  /** Connects as a device of a type, and reads the answer, whatever it is. */
  static TestDevice connect(
      InetSocketAddress address, int module, int type, String role, int priority)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.connect(address, (int) Await.PATIENCE.toMillis());
      return new TestDevice(
          socket,
          Device.newBuilder()
              .setModuleValue(module)
              .setDeviceType(type)
              .setDeviceRole(role)
              .setDeviceName("test")
              .setPriority(priority)
              .build());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  boolean isAccepted() {
    return answer == DeviceConnectResponse.ResponseType.OK;
  }

  /** Sends a status and returns the command. */
  String exchange(String status) throws IOException {
    send(status);
    return receive().getDeviceCommand().getCommandData().toStringUtf8();
  }

  /** Sends a status. */
  void send(String status) throws IOException {
    send(
        InternalClient.newBuilder()
            .setDeviceStatus(
                DeviceStatus.newBuilder()
                    .setDevice(device)
                    .setStatusData(ByteString.copyFromUtf8(status)))
            .build());
  }

  /** Sends a status that ends the connection. */
  void exchangeInVain(String status) throws IOException {
    send(status);
    awaitClosed();
  }

  /** Returns when the gateway has closed the connection. */
  void awaitClosed() throws IOException {
    try {
      if (in.read() >= 0) {
        throw new AssertionError("the gateway sent something instead of closing");
      }
    } catch (SocketException e) {
      return; // a reset closes too
    }
  }

  private void send(InternalClient message) throws IOException {
    int length = message.getSerializedSize();
    byte[] frame = new byte[DeviceFrames.HEADER_LENGTH + length];
    DeviceFrames.putHeader(frame, length);
    System.arraycopy(message.toByteArray(), 0, frame, DeviceFrames.HEADER_LENGTH, length);
    socket.getOutputStream().write(frame);
  }

  private InternalServer receive() throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection was closed within a frame");
    }
    return InternalServer.parseFrom(body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
