package gateway.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.InternalClient;
import java.io.IOException;

/**
 * A message of a device (PROTOCOL section 1.1, {@code InternalClient}) that keeps the encoded
 * Device as it was sent, because the answer must repeat it exactly (PROTOCOL sections 2.3 and 2.5).
 *
 * <p>Immutable if the array from which it was parsed is not changed.
 *
 * @param kind which of the two messages it is
 * @param encodedDevice the Device, as sent
 * @param device the Device, decoded
 * @param data array that holds the status data
 * @param dataOffset where they begin
 * @param dataLength their length, 0 for a connect
 */
public record ClientMessage(
    Kind kind, byte[] encodedDevice, Device device, byte[] data, int dataOffset, int dataLength) {

  /** The message types of a device. */
  public enum Kind {
    /** {@code deviceConnect}. */
    CONNECT,
    /** {@code deviceStatus}. */
    STATUS
  }

  private static final int DEVICE_TAG =
      WireFormat.FieldType.MESSAGE.getWireType() | 1 << 3; // field 1 of both messages
  private static final int DATA_TAG = WireFormat.FieldType.BYTES.getWireType() | 2 << 3;

  /**
   * Parses the body of a frame.
   *
   * @throws InvalidProtocolBufferException if it is no InternalClient, or one without a message or
   *     without a device
   */
  public static ClientMessage parse(byte[] frame, int offset, int length)
      throws InvalidProtocolBufferException {
    try {
      return parsePlain(frame, offset, length);
    } catch (UnusualEncodingException e) {
      return parseAny(frame, offset, length);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  /** The encoding of every known client: each field at most once, nothing unknown. */
  private static ClientMessage parsePlain(byte[] frame, int offset, int length)
      throws IOException, UnusualEncodingException {
    CodedInputStream in = CodedInputStream.newInstance(frame, offset, length);
    int field = WireFormat.getTagFieldNumber(in.readTag());
    if (field != InternalClient.DEVICECONNECT_FIELD_NUMBER
        && field != InternalClient.DEVICESTATUS_FIELD_NUMBER) {
      throw new UnusualEncodingException();
    }
    if (in.readUInt32() != length - in.getTotalBytesRead() || in.readTag() != DEVICE_TAG) {
      throw new UnusualEncodingException();
    }
    byte[] device = in.readByteArray();
    int dataOffset = offset + length;
    int dataLength = 0;
    if (!in.isAtEnd()) {
      if (field != InternalClient.DEVICESTATUS_FIELD_NUMBER || in.readTag() != DATA_TAG) {
        throw new UnusualEncodingException();
      }
      dataLength = in.readUInt32();
      dataOffset = offset + in.getTotalBytesRead();
      if (dataLength != offset + length - dataOffset) {
        throw new UnusualEncodingException();
      }
    }
    return new ClientMessage(
        field == InternalClient.DEVICECONNECT_FIELD_NUMBER ? Kind.CONNECT : Kind.STATUS,
        device,
        Device.parseFrom(device),
        frame,
        dataOffset,
        dataLength);
  }

  /** Reads any encoding that protobuf allows: repeated or unknown fields, other orders. */
  private static ClientMessage parseAny(byte[] frame, int offset, int length)
      throws InvalidProtocolBufferException {
    InternalClient message = InternalClient.parseFrom(ByteString.copyFrom(frame, offset, length));
    if (message.hasDeviceConnect() && message.getDeviceConnect().hasDevice()) {
      Device device = message.getDeviceConnect().getDevice();
      return new ClientMessage(Kind.CONNECT, device.toByteArray(), device, frame, 0, 0);
    }
    if (message.hasDeviceStatus() && message.getDeviceStatus().hasDevice()) {
      Device device = message.getDeviceStatus().getDevice();
      byte[] data = message.getDeviceStatus().getStatusData().toByteArray();
      return new ClientMessage(Kind.STATUS, device.toByteArray(), device, data, 0, data.length);
    }
    throw new InvalidProtocolBufferException("no message, or a message without a device");
  }

  private static final class UnusualEncodingException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusualEncodingException() {
      super(null, null, false, false);
    }
  }
}
