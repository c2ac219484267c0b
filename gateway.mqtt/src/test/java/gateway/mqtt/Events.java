package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a connection has told, one after the other. */
final class Events implements BrokerConnection.Listener {

  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

  @Override
  public void ready() {
    queue.add("ready");
  }

  @Override
  public void message(String topic, byte[] message) {
    queue.add(topic + ": " + new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void leftOut(String topic, long bytes) {
    queue.add("left out " + topic + ", " + bytes);
  }

  @Override
  public void lost(String reason) {
    queue.add("lost " + reason);
  }

  String next() throws InterruptedException {
    String event = queue.poll(30, TimeUnit.SECONDS);
    return event == null ? "nothing came" : event;
  }

  void expect(String event) throws InterruptedException {
    assertEquals(event, next());
  }

  void expectLost(String why) throws InterruptedException {
    String event = next();
    assertTrue(event.startsWith("lost ") && event.contains(why), event);
  }

  /** Closes the connection and sees that nothing more was told, and that no thread is left. */
  void end(BrokerConnection connection, String clientId) throws Exception {
    connection.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertTrue(queue.isEmpty(), queue::toString);
    assertNoThread(clientId);
  }

  static void assertNoThread(String clientId) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("MQTT ") && thread.getName().endsWith(' ' + clientId)) {
        thread.join(10_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
  }
}
