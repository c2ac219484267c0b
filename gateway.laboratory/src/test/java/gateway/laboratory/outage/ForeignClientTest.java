package gateway.laboratory.outage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ForeignClientTest {

  private static final byte[] CONNACK = {0x20, 2, 0, 0};
  private static final byte[] PUBACK = {0x40, 2, 0, 1};
  private static final int GIANT = 300_000;

  @Test
  void publishesWhatARelayReadsAsPackets() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> client =
          CompletableFuture.runAsync(() -> publish(server.getLocalPort()));
      try (Socket socket = server.accept()) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        MqttPacket connect = MqttPacket.read(in);
        assertEquals(MqttPacket.CONNECT, connect.type());
        assertEquals("me", connect.text(connect.body() + 10));
        socket.getOutputStream().write(CONNACK);
        MqttPacket plain = MqttPacket.read(in);
        assertEquals("co/v1/short", plain.topic());
        assertArrayEquals(new byte[] {1, 2}, plain.payload());
        assertFalse(plain.begins(ForeignClient.MEANINGLESS));
        MqttPacket giant = MqttPacket.read(in);
        assertEquals("co/v1/giant", giant.topic());
        assertEquals(GIANT, giant.payload().length);
        assertTrue(giant.begins(ForeignClient.MEANINGLESS));
        assertEquals(1, giant.id());
        socket.getOutputStream().write(PUBACK);
        client.join();
      }
    }
  }

  private static void publish(int port) {
    try (ForeignClient client = new ForeignClient(port, "me")) {
      client.publish("co/v1/short", new byte[] {1, 2});
      client.retain("co/v1/giant", GIANT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
