package gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {

  private static final String HOST = "127.0.0.1";

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static Set<Thread> threads() {
    // Netty's global helper and the timer of the JDK belong to no broker.
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .filter(thread -> !thread.getName().startsWith("globalEventExecutor"))
        .collect(Collectors.toSet());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("."))) {
      return files.sorted().toList();
    }
  }

  private static String roundTrip(int port, String text) throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    IMqttMessageListener listener =
        (topic, message) -> received.add(new String(message.getPayload(), StandardCharsets.UTF_8));
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    try (MqttClient client =
        new MqttClient("tcp://" + HOST + ':' + port, "demo/car1", new MemoryPersistence())) {
      options.setConnectionTimeout(10);
      client.setTimeToWait(10_000);
      client.connect(options);
      client.subscribe("demo/car1/external_server", 1, listener);
      client.publish("demo/car1/external_server", text.getBytes(StandardCharsets.UTF_8), 1, false);
      String answer = received.poll(10, TimeUnit.SECONDS);
      client.disconnect();
      return answer;
    }
  }

  @Test
  void startsAndStopsTenTimesAndLeavesNothingBehind() throws Exception {
    int port = freePort();
    EmbeddedBroker.start(HOST, port).close();
    Set<Thread> before = threads();
    List<Path> filesBefore = files();
    for (int i = 0; i < 10; i++) {
      EmbeddedBroker broker = EmbeddedBroker.start(HOST, port);
      try {
        assertEquals("message " + i, roundTrip(port, "message " + i));
      } finally {
        broker.close();
      }
    }
    for (Thread thread : threads()) {
      if (!before.contains(thread)) {
        thread.join(10_000);
        assertTrue(!thread.isAlive(), thread::getName);
      }
    }
    assertEquals(filesBefore, files());
    new ServerSocket(port, 1, InetAddress.getByName(HOST)).close();
  }

  /** Moquette's thread ends then, if nothing is done about it, and with it every session of it. */
  @Test
  void anAcknowledgementAfterTheGoodbyeStopsNoOtherSession() throws Exception {
    int port = freePort();
    EmbeddedBroker broker = EmbeddedBroker.start(HOST, port);
    try {
      acknowledgeAfterGoodbye(port);
      assertEquals("message", roundTrip(port, "message"));
    } finally {
      broker.close();
    }
  }

  /**
   * Moquette drops a client that subscribes before Moquette has noted that its own CONNACK was
   * written.
   */
  private static void acknowledgeAfterGoodbye(int port) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        acknowledgeAfterGoodbyeOnce(port);
        return;
      } catch (EOFException e) {
        if (attempt == 20) {
          throw e;
        }
      }
    }
  }

  private static void acknowledgeAfterGoodbyeOnce(int port) throws IOException {
    try (Socket socket = new Socket(HOST, port)) {
      socket.setSoTimeout(10_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(HexFormat.of().parseHex("101500044d5154540402003c000964656d6f2f63617231"));
      readUntil(in, 2); // CONNACK
      out.write(HexFormat.of().parseHex("8206000100017401"));
      readUntil(in, 9); // SUBACK
      out.write(HexFormat.of().parseHex("3206000174000101"));
      byte[] publish = readUntil(in, 3);
      out.write(
          new byte[] {
            (byte) 0xe0, 0, 0x40, 2, publish[3], publish[4] // DISCONNECT, PUBACK
          });
      in.readAllBytes();
    }
  }

  private static byte[] readUntil(DataInputStream in, int type) throws IOException {
    while (true) {
      int read = in.readUnsignedByte() >> 4;
      byte[] body = in.readNBytes(in.readUnsignedByte());
      if (read == type) {
        return body;
      }
    }
  }

  @Test
  void aTakenPortIsRefusedAndLeavesNoThread() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Set<Thread> before = threads();
      assertThrows(IOException.class, () -> EmbeddedBroker.start(HOST, taken.getLocalPort()));
      assertEquals(before, threads());
    }
  }
}
