package gateway.laboratory.outage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Somebody else at the broker, with MQTT of its own: the library would not send what it sends. */
final class ForeignClient implements Closeable {

  /** With this byte no message of the protocol begins. */
  static final byte MEANINGLESS = (byte) 0xff;

  private static final int SLICE = 1 << 16;
  private static final int CLEAN_SESSION = 2;
  private static final int RETAINED_QOS_1 = 0x33;
  private static final int QOS_0 = 0x30;
  private static final int ID = 1;

  private final Socket socket;
  private final InputStream in;
  private final DataOutputStream out;

  /** Connects as this client, and waits until the broker agrees. */
  ForeignClient(int brokerPort, String clientId) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
    in = new BufferedInputStream(socket.getInputStream());
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), SLICE));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(body);
    fields.writeUTF("MQTT");
    fields.writeByte(4);
    fields.writeByte(CLEAN_SESSION);
    fields.writeShort(0);
    fields.writeUTF(clientId);
    try {
      header(MqttPacket.CONNECT << 4, body.size());
      out.write(body.toByteArray());
      out.flush();
      MqttPacket.read(in);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Publishes a retained message without meaning, and returns when the broker has it. */
  void retain(String topic, long bytes) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    header(RETAINED_QOS_1, Short.BYTES + name.length + Short.BYTES + bytes);
    out.writeUTF(topic);
    out.writeShort(ID);
    byte[] slice = new byte[SLICE];
    Arrays.fill(slice, MEANINGLESS);
    for (long left = bytes; left > 0; left -= SLICE) {
      out.write(slice, 0, (int) Math.min(left, SLICE));
    }
    out.flush();
    MqttPacket.read(in);
  }

  /** Publishes a message that nobody acknowledges. */
  void publish(String topic, byte[] payload) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    header(QOS_0, Short.BYTES + name.length + (long) payload.length);
    out.writeUTF(topic);
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Returns when the broker has closed the connection. */
  void awaitEnd() throws IOException {
    while (in.read() >= 0) {
      // nothing of it matters
    }
  }

  private void header(int first, long length) throws IOException {
    out.writeByte(first);
    for (long left = length; ; left >>>= 7) {
      out.writeByte((int) (left & 0x7f) | (left > 0x7f ? 0x80 : 0));
      if (left <= 0x7f) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
