package gateway.simulator.load;

import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.simulator.wire.ClientFrames;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/** One device under load: its frames are made once, only the running number changes. */
final class LoadDevice {

  private static final int LONGEST_ANSWER = 1 << 20;

  final Device device;
  private final ByteBuffer[] frames;
  private final int[] numberAt;
  private ByteBuffer in = buffer(2048);
  private SocketChannel channel;
  private int number = LoadStatus.FIRST_NUMBER;

  /** When the status that waits for its answer was sent, or was due. */
  long since;

  boolean waiting;
  boolean due;

  LoadDevice(Device device, LoadStatus status) {
    this.device = device;
    int texts = status.texts().size();
    frames = new ByteBuffer[texts];
    numberAt = new int[texts];
    for (int i = 0; i < texts; i++) {
      byte[] frame = ClientFrames.status(device, status.bytes(i));
      frames[i] = ByteBuffer.allocateDirect(frame.length).put(frame);
      numberAt[i] = status.numbered() ? frame.length - status.numberFromEnd(i) : -1;
    }
  }

  /** Takes a channel that has completed its handshake. */
  void open(SocketChannel connected) {
    channel = connected;
    in.clear();
    waiting = false;
    due = false;
  }

  boolean isOpen() {
    return channel != null;
  }

  void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        System.err.println("closing a connection failed: " + e.getMessage());
      }
      channel = null;
    }
  }

  /** Sends the next status. */
  void send() throws IOException {
    int text = number % frames.length;
    ByteBuffer frame = frames[text];
    if (numberAt[text] >= 0) {
      putNumber(frame, numberAt[text]);
    }
    number++;
    frame.clear();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    waiting = true;
  }

  /**
   * Reads what has arrived.
   *
   * @return the length of the answer, 0 if it is not complete, -1 if it is none to this status
   * @throws IOException if the connection is lost
   */
  int read() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("closed by the other end");
    }
    if (in.position() < DeviceFrames.HEADER_LENGTH) {
      return 0;
    }
    int length = in.getInt(0);
    int whole = DeviceFrames.HEADER_LENGTH + length;
    if (length <= 0 || length > LONGEST_ANSWER) {
      return -1;
    }
    if (in.position() < whole) {
      makeRoom(whole);
      return 0;
    }
    boolean more = in.position() > whole;
    in.clear();
    return more || !waiting ? -1 : length;
  }

  /** Returns the first byte of the answer that {@link #read} has just completed. */
  byte answerTag() {
    return in.get(DeviceFrames.HEADER_LENGTH);
  }

  private void makeRoom(int whole) {
    if (in.capacity() < whole) {
      in = buffer(whole).put(in.flip());
    }
  }

  private void putNumber(ByteBuffer frame, int at) {
    int rest = number;
    for (int i = at + 8; i >= at; i--) {
      frame.put(i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
