package gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void aTakenPortIsRefusedAndLeavesNoThread() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Set<Thread> before = threads();
      assertThrows(IOException.class, () -> EmbeddedBroker.start(HOST, taken.getLocalPort()));
      assertEquals(before, threads());
    }
  }
}
