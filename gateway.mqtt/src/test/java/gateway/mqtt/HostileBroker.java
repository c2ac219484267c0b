package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A broker that does what the test says, byte by byte. */
final class HostileBroker implements AutoCloseable {

  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int PUBREC = 5;
  static final int PUBCOMP = 7;
  static final int SUBSCRIBE = 8;
  static final int PINGREQ = 12;
  static final int DISCONNECT = 14;

  private final ServerSocket server;

  HostileBroker() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    server.setSoTimeout(30_000);
  }

  int port() {
    return server.getLocalPort();
  }

  Client accept() throws IOException {
    return new Client(server.accept());
  }

  /** Accepts a connection with its subscriptions. */
  Client acceptReady() throws IOException {
    Client client = accept();
    client.expect(CONNECT);
    client.send(0x20, 2, 0, 0);
    client.grant(client.expect(SUBSCRIBE));
    return client;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** Encodes a publication; the packet id belongs to QoS 1 and 2. */
  static byte[] publication(String topic, int qos, int id, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    body.write(name.length >> 8);
    body.write(name.length);
    body.writeBytes(name);
    if (qos > 0) {
      body.write(id >> 8);
      body.write(id);
    }
    body.writeBytes(payload);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x30 | qos << 1);
    int length = body.size();
    do {
      packet.write(length & 0x7F | (length > 0x7F ? 0x80 : 0));
      length >>= 7;
    } while (length > 0);
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  /** One who has connected. */
  static final class Client implements AutoCloseable {

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /** Reads a packet, which must be of this type, and returns what is in it. */
    byte[] expect(int type) throws IOException {
      assertEquals(type, in.readUnsignedByte() >> 4, "type of the next packet");
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.readUnsignedByte();
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit > 0x7F);
      return in.readNBytes(length);
    }

    /** Acknowledges all subscriptions of a packet. */
    void grant(byte[] subscribe) throws IOException {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.write(subscribe, 0, 2);
      for (int i = 2; i < subscribe.length; ) {
        i += 2 + (subscribe[i] << 8) + subscribe[i + 1] + 1;
        answer.write(1);
      }
      send(0x90, answer.size());
      send(answer.toByteArray());
    }

    void send(int... bytes) throws IOException {
      byte[] packet = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        packet[i] = (byte) bytes[i];
      }
      send(packet);
    }

    void send(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
