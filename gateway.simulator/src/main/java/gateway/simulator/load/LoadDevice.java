package gateway.simulator.load;

import static java.util.Objects.requireNonNull;

import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceCommand;
import gateway.protocol.internal.InternalServer;
import gateway.simulator.wire.ClientFrames;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One device under load: its frames are made once, only the running number changes. */
public final class LoadDevice {

  private static final int MAX_ANSWER = 1 << 20;
  private static final byte COMMAND_TAG =
      (byte) (InternalServer.DEVICECOMMAND_FIELD_NUMBER << 3 | 2);
  private static final byte DEVICE_TAG = (byte) (DeviceCommand.DEVICE_FIELD_NUMBER << 3 | 2);
  private static final byte DATA_TAG = (byte) (DeviceCommand.COMMANDDATA_FIELD_NUMBER << 3 | 2);

  final Device device;
  private final byte[] encodedDevice;
  private final ByteBuffer[] frames;
  private final int[] numberAt;
  private final int every;
  private ByteBuffer in = buffer(2048);
  private @Nullable SocketChannel channel;
  private int number = LoadStatus.FIRST_NUMBER;

  /** When the status that waits for its answer was sent, or was due. */
  long since;

  boolean waiting;
  boolean due;

  /** Makes a device that is not connected. */
  public LoadDevice(Device device, LoadStatus status) {
    this.device = device;
    encodedDevice = device.toByteArray();
    every = status.every();
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

  /** Tells whether it is connected. */
  public boolean isOpen() {
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
    int text = number / every % frames.length;
    ByteBuffer frame = frames[text];
    if (numberAt[text] >= 0) {
      putNumber(frame, numberAt[text]);
    }
    number++;
    frame.clear();
    while (frame.hasRemaining()) {
      requireNonNull(channel).write(frame);
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
    if (requireNonNull(channel).read(in) < 0) {
      throw new EOFException("closed by the other end");
    }
    if (in.position() < DeviceFrames.HEADER_LENGTH) {
      return 0;
    }
    int length = in.getInt(0);
    int whole = DeviceFrames.HEADER_LENGTH + length;
    if (length <= 0 || length > MAX_ANSWER) {
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

  /** Returns the running number of the status that was sent last. */
  public int lastNumber() {
    return number - 1;
  }

  /** Tells whether the answer that {@link #read} has just completed is a command. */
  boolean isCommand() {
    return in.get(DeviceFrames.HEADER_LENGTH) == COMMAND_TAG;
  }

  /**
   * Copies the data of the answer that {@link #read} has just completed.
   *
   * @param length what {@link #read} returned
   * @return how many bytes they are, or -1 if this is no command for this device, or has more data
   *     than fit
   */
  public int copyCommand(int length, byte[] target) {
    ByteBuffer answer = in.duplicate().position(DeviceFrames.HEADER_LENGTH);
    answer.limit(DeviceFrames.HEADER_LENGTH + length);
    try {
      if (answer.get() != COMMAND_TAG
          || varint(answer) != answer.remaining()
          || answer.get() != DEVICE_TAG
          || !startsWithDevice(answer)) {
        return -1;
      }
      if (!answer.hasRemaining()) {
        return 0;
      }
      if (answer.get() != DATA_TAG
          || varint(answer) != answer.remaining()
          || answer.remaining() > target.length) {
        return -1;
      }
      int data = answer.remaining();
      answer.get(target, 0, data);
      return data;
    } catch (BufferUnderflowException e) {
      return -1;
    }
  }

  private boolean startsWithDevice(ByteBuffer answer) {
    if (varint(answer) != encodedDevice.length) {
      return false;
    }
    for (byte expected : encodedDevice) {
      if (answer.get() != expected) {
        return false;
      }
    }
    return true;
  }

  private static int varint(ByteBuffer from) {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      byte b = from.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
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
