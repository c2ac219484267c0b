package gateway.protocol;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import gateway.protocol.internal.DeviceCommand;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceStatus;
import gateway.protocol.internal.InternalClient;
import gateway.protocol.internal.InternalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The frames of one device link, prepared once for the Device that its client sends with every
 * message: status frames are recognised without decoding, answers are one array each, header
 * included (PROTOCOL section 1.3: 4 bytes little endian, then the message).
 *
 * <p>Immutable.
 */
public final class DeviceFrames {

  /** Length of the frame header in bytes. */
  public static final int HEADER_LENGTH = 4;

  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final byte STATUS_TAG =
      (byte) (InternalClient.DEVICESTATUS_FIELD_NUMBER << 3 | LENGTH_DELIMITED);
  private static final byte STATUS_DATA_TAG =
      (byte) (DeviceStatus.STATUSDATA_FIELD_NUMBER << 3 | LENGTH_DELIMITED);
  private static final byte COMMAND_TAG =
      (byte) (InternalServer.DEVICECOMMAND_FIELD_NUMBER << 3 | LENGTH_DELIMITED);
  private static final byte COMMAND_DATA_TAG =
      (byte) (DeviceCommand.COMMANDDATA_FIELD_NUMBER << 3 | LENGTH_DELIMITED);

  private final byte[] encodedDevice;

  /** The Device as field 1: the way statuses begin, and commands. */
  private final byte[] deviceField;

  /** Prepares the frames of a client that sends these bytes as its Device. */
  public DeviceFrames(byte[] encodedDevice) {
    this.encodedDevice = encodedDevice.clone();
    int length = 1 + CodedOutputStream.computeUInt32SizeNoTag(encodedDevice.length);
    deviceField = new byte[length + encodedDevice.length];
    deviceField[0] = 1 << 3 | LENGTH_DELIMITED;
    putVarint(deviceField, 1, encodedDevice.length);
    System.arraycopy(encodedDevice, 0, deviceField, length, encodedDevice.length);
  }

  /** Tells whether these are the frames of this encoded Device. */
  public boolean areFor(byte[] otherEncodedDevice) {
    return Arrays.equals(encodedDevice, otherEncodedDevice);
  }

  /**
   * Finds the status data in the body of a frame that is a DeviceStatus of this very Device, in the
   * encoding of every known client. The data reach from there to the end of the body.
   *
   * @return the position of the data in {@code frame} ({@code offset + length} if there are none),
   *     or -1 if the body is anything else: then {@link ClientMessage#parse} must tell
   */
  public int findStatusData(byte[] frame, int offset, int length) {
    int end = offset + length;
    if (length < 2 || frame[offset] != STATUS_TAG) {
      return -1;
    }
    int at = offset + 1;
    int remaining = varint(frame, at, end);
    at += varintLength(remaining);
    if (remaining < 0 || at + remaining != end || remaining < deviceField.length) {
      return -1;
    }
    int afterDevice = at + deviceField.length;
    if (!Arrays.equals(frame, at, afterDevice, deviceField, 0, deviceField.length)) {
      return -1;
    }
    if (afterDevice == end) {
      return end;
    }
    if (frame[afterDevice] != STATUS_DATA_TAG) {
      return -1;
    }
    int dataLength = varint(frame, afterDevice + 1, end);
    int data = afterDevice + 1 + varintLength(dataLength);
    return dataLength >= 0 && data + dataLength == end ? data : -1;
  }

  /**
   * Makes the frame of a command (PROTOCOL section 2.5) whose last {@code dataLength} bytes the
   * caller fills in.
   */
  public byte[] command(int dataLength) {
    int dataField =
        dataLength == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(dataLength) + dataLength;
    int message = deviceField.length + dataField;
    int body = 1 + CodedOutputStream.computeUInt32SizeNoTag(message) + message;
    byte[] frame = new byte[HEADER_LENGTH + body];
    putHeader(frame, body);
    frame[HEADER_LENGTH] = COMMAND_TAG;
    int at = putVarint(frame, HEADER_LENGTH + 1, message);
    System.arraycopy(deviceField, 0, frame, at, deviceField.length);
    at += deviceField.length;
    if (dataLength > 0) {
      frame[at] = COMMAND_DATA_TAG;
      putVarint(frame, at + 1, dataLength);
    }
    return frame;
  }

  /**
   * Makes the frame of a connect response (PROTOCOL section 2.3).
   *
   * @param responseType any number, also one that the enum does not name
   */
  public byte[] connectResponse(int responseType) {
    int typeField =
        responseType == 0
            ? 0
            : CodedOutputStream.computeEnumSize(
                DeviceConnectResponse.RESPONSETYPE_FIELD_NUMBER, responseType);
    int message =
        typeField
            + CodedOutputStream.computeByteArraySize(
                DeviceConnectResponse.DEVICE_FIELD_NUMBER, encodedDevice);
    int body = 1 + CodedOutputStream.computeUInt32SizeNoTag(message) + message;
    byte[] frame = new byte[HEADER_LENGTH + body];
    putHeader(frame, body);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(frame, HEADER_LENGTH, body);
      out.writeTag(InternalServer.DEVICECONNECTRESPONSE_FIELD_NUMBER, LENGTH_DELIMITED);
      out.writeUInt32NoTag(message);
      if (responseType != 0) {
        out.writeEnum(DeviceConnectResponse.RESPONSETYPE_FIELD_NUMBER, responseType);
      }
      out.writeByteArray(DeviceConnectResponse.DEVICE_FIELD_NUMBER, encodedDevice);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame;
  }

  /** Writes a frame header for a body of {@code length} bytes to the beginning of {@code frame}. */
  public static void putHeader(byte[] frame, int length) {
    frame[0] = (byte) length;
    frame[1] = (byte) (length >>> 8);
    frame[2] = (byte) (length >>> 16);
    frame[3] = (byte) (length >>> 24);
  }

  private static int putVarint(byte[] target, int at, int value) {
    while ((value & ~0x7f) != 0) {
      target[at++] = (byte) ((value & 0x7f) | 0x80);
      value >>>= 7;
    }
    target[at++] = (byte) value;
    return at;
  }

  /** Returns a varint of at most four bytes in its shortest form, or -1. */
  private static int varint(byte[] source, int at, int end) {
    int value = 0;
    for (int shift = 0; shift < 28 && at < end; shift += 7) {
      byte b = source[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return b == 0 && shift > 0 ? -1 : value;
      }
    }
    return -1;
  }

  private static int varintLength(int value) {
    return CodedOutputStream.computeUInt32SizeNoTag(value);
  }
}
