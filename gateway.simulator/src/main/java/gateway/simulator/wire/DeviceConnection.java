package gateway.simulator.wire;

import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.InternalServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** The connection of one device, blocking, for one thread. */
public final class DeviceConnection implements AutoCloseable {

  private static final int MAX_FRAME = 16 << 20;

  private final SocketChannel channel;
  private final InputStream in;

  private DeviceConnection(SocketChannel channel) throws IOException {
    this.channel = channel;
    in = channel.socket().getInputStream();
  }

  /**
   * Opens a connection.
   *
   * @param timeout for the connection and for each answer
   * @throws IOException if the address refuses the connection or does not answer in time
   */
  public static DeviceConnection open(InetSocketAddress address, Duration timeout)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      Socket socket = channel.socket();
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(timeout.toMillis()));
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      return new DeviceConnection(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Introduces the device and returns the answer.
   *
   * @throws IOException if there is none, or another one
   */
  public DeviceConnectResponse connect(Device device) throws IOException {
    InternalServer answer = exchange(ClientFrames.connect(device));
    if (!answer.hasDeviceConnectResponse()) {
      throw new IOException("the answer is no connect response");
    }
    return answer.getDeviceConnectResponse();
  }

  /**
   * Sends a status and returns the command.
   *
   * @throws IOException if there is none, or another answer
   */
  public byte[] status(Device device, byte[] data) throws IOException {
    InternalServer answer = exchange(ClientFrames.status(device, data));
    if (!answer.hasDeviceCommand()) {
      throw new IOException("the answer is no command");
    }
    return answer.getDeviceCommand().getCommandData().toByteArray();
  }

  /** Hands the channel over, which stays open. */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private InternalServer exchange(byte[] frame) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(frame);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    try {
      byte[] header = readFully(DeviceFrames.HEADER_LENGTH);
      int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (length <= 0 || length > MAX_FRAME) {
        throw new IOException(
            "an answer of " + Integer.toUnsignedString(length) + " bytes was announced");
      }
      return InternalServer.parseFrom(readFully(length));
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer in time", e);
    }
  }

  private byte[] readFully(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the gateway closed the connection");
    }
    return bytes;
  }
}
