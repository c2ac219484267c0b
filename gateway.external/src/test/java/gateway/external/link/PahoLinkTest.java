package gateway.external.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.Mosquitto;
import gateway.external.base.EndpointSettings;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Setup;
import gateway.external.base.Vehicle;
import gateway.protocol.tls.TlsFiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link against a real Mosquitto (PROTOCOL section 4.2). */
@Timeout(60)
class PahoLinkTest {

  private final Events events = new Events();

  private static final class Events implements MqttLink.Listener {
    final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    public void ready() {
      queue.add("ready");
    }

    @Override
    public void message(byte[] message) {
      queue.add("message " + new String(message));
    }

    @Override
    public void notification() {
      queue.add("notification");
    }

    @Override
    public void lost(String reason) {
      queue.add("lost " + reason);
    }

    String next() throws InterruptedException {
      String event = queue.poll(30, TimeUnit.SECONDS);
      return event == null ? "nothing came" : event;
    }
  }

  private MqttLink open(String host, int port, Optional<TlsFiles> tls) {
    return open(host, port, tls, 15_000);
  }

  private MqttLink open(String host, int port, Optional<TlsFiles> tls, int keepAlive) {
    EndpointSettings endpoint =
        new EndpointSettings("e", host, port, ModuleNumbers.parse("*"), "", "", tls);
    Setup setup = new Setup();
    setup.keepAlive = keepAlive;
    return PahoLink.factory(endpoint, setup::settings).open("co/v1", events);
  }

  private MqttLink open(int port) {
    return open("127.0.0.1", port, Optional.empty());
  }

  private static MqttClient peer(int port) throws MqttException {
    MqttClient peer = new MqttClient("tcp://127.0.0.1:" + port, "peer", new MemoryPersistence());
    peer.connect();
    return peer;
  }

  @Test
  void messagesGoBothWaysAndPublishesAreAcknowledged() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        MqttClient peer = peer(broker.port())) {
      BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
      peer.subscribe("co/v1/module_gateway", 1, (topic, message) -> received.add(message));
      MqttLink link = open(broker.port());
      assertEquals("ready", events.next());

      CountDownLatch acknowledged = new CountDownLatch(1);
      link.publish(new byte[] {1, 2});
      link.publish(new byte[] {3}, acknowledged::countDown);
      assertTrue(acknowledged.await(30, TimeUnit.SECONDS));
      MqttMessage first = received.poll(30, TimeUnit.SECONDS);
      assertArrayEquals(new byte[] {1, 2}, first.getPayload());
      assertEquals(1, first.getQos());
      assertArrayEquals(new byte[] {3}, received.poll(30, TimeUnit.SECONDS).getPayload());

      peer.publish("co/v1/external_server", "hello".getBytes(), 1, false);
      peer.publish("co/v1/external_server_disconnect", new byte[0], 1, false);
      peer.publish("co/v1/external_server", "again".getBytes(), 1, false);
      assertEquals("message hello", events.next());
      assertEquals("notification", events.next());
      assertEquals("message again", events.next());

      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      peer.disconnect();
      assertTrue(events.queue.isEmpty(), events.queue.toString());
    }
  }

  @Test
  void theTopicsOfTheProofOfConceptAreServed() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        MqttClient peer = peer(broker.port())) {
      BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
      peer.subscribe("to-server/Car1", 1, (topic, message) -> received.add(message));
      Setup setup = new Setup();
      setup.vehicle = new Vehicle("BringAuto", "BringAutoCAR1", Optional.of("Car1"));
      EndpointSettings endpoint =
          new EndpointSettings(
              "e", "127.0.0.1", broker.port(), ModuleNumbers.parse("*"), "", "", Optional.empty());
      MqttLink link = PahoLink.factory(endpoint, setup::settings).open("id", events);
      assertEquals("ready", events.next());
      link.publish(new byte[] {1});
      assertArrayEquals(new byte[] {1}, received.poll(30, TimeUnit.SECONDS).getPayload());
      peer.publish("to-client/Car1", "hello".getBytes(), 1, false);
      assertEquals("message hello", events.next());
      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      peer.disconnect();
    }
  }

  @Test
  void aBrokerThatGoesAwayIsNoticedAtOnce() throws Exception {
    MqttLink link;
    try (Mosquitto broker = Mosquitto.start()) {
      link = open(broker.port());
      assertEquals("ready", events.next());
    }
    assertTrue(events.next().startsWith("lost "));
    link.publish(new byte[] {1});
    link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertTrue(events.queue.isEmpty(), events.queue.toString());
  }

  @Test
  void anUnreachableBrokerIsTold() throws Exception {
    MqttLink link = open(Mosquitto.freePort());
    assertTrue(events.next().startsWith("lost "));
    link.close();
  }

  /** As a port does whose broker is down, behind a proxy. */
  @Test
  void aBrokerThatHangsUpAtOnceCostsNoThread() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MqttLink link = open(proxy.getLocalPort());
      proxy.accept().close();
      assertTrue(events.next().startsWith("lost "));
      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("MQTT Con")) {
          thread.join(5000);
          assertFalse(thread.isAlive());
        }
      }
    }
  }

  /** Follows the silence of a broker; the future ends with the first that is as wanted. */
  private static CompletableFuture<Long> watch(
      MqttLink link, ScheduledExecutorService timer, LongPredicate wanted) {
    CompletableFuture<Long> found = new CompletableFuture<>();
    timer.scheduleAtFixedRate(
        () -> {
          long silence = link.check();
          if (wanted.test(silence)) {
            found.complete(silence);
          }
        },
        0,
        20,
        TimeUnit.MILLISECONDS);
    return found;
  }

  /** A broker ends a session after one and a half keep-alives without a word. */
  @Test
  void anIdleLinkIsKeptOpenAndTheBrokerIsHeard() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (Mosquitto broker = Mosquitto.start()) {
      MqttLink link = open("127.0.0.1", broker.port(), Optional.empty(), 1000);
      assertEquals("ready", events.next());
      AtomicLong last = new AtomicLong();
      AtomicInteger heard = new AtomicInteger();
      watch(
              link,
              timer,
              silence -> last.getAndSet(silence) > silence && heard.incrementAndGet() == 3)
          .get(30, TimeUnit.SECONDS);
      assertTrue(events.queue.isEmpty(), events.queue.toString());
      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void aBrokerFromWhichNothingComesAnyMoreIsAskedAndItsSilenceSeen() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> asked = new CompletableFuture<>();
      timer.execute(() -> playMuteBroker(broker, asked));
      MqttLink link = open("127.0.0.1", broker.getLocalPort(), Optional.empty(), 1000);
      assertEquals("ready", events.next());
      ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor();
      try {
        watch(link, watching, silence -> silence >= 1400).get(30, TimeUnit.SECONDS);
      } finally {
        watching.shutdownNow();
      }
      asked.get(30, TimeUnit.SECONDS);
      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } finally {
      timer.shutdownNow();
    }
  }

  /** Accepts a connection and its subscriptions, and then takes what comes without a word. */
  private static void playMuteBroker(ServerSocket broker, CompletableFuture<Void> asked) {
    try (Socket socket = broker.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int type = in.read(); type >= 0; type = in.read()) {
        byte[] body = in.readNBytes(in.read());
        switch (type >> 4) {
          case 1 -> socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
          case 8 ->
              socket.getOutputStream().write(new byte[] {(byte) 0x90, 4, body[0], body[1], 1, 1});
          case 12 -> asked.complete(null);
          default -> {
            // disconnecting
          }
        }
      }
    } catch (IOException e) {
      asked.completeExceptionally(e);
    }
  }

  /** PROTOCOL sections 4.2 and 8.1, item 20: a link is ready when it has subscribed. */
  @Test
  void aRefusedSubscriptionIsNoLink() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
      thread.execute(() -> playRefusingBroker(broker, packets));
      MqttLink link = open(broker.getLocalPort());
      assertEquals("lost subscription refused by broker", events.next());
      byte[] connect = packets.remove();
      assertEquals(4, connect[6], "MQTT 3.1.1");
      assertEquals(2, connect[7], "a clean session, no last will");
      assertEquals(15, connect[8] * 256 + connect[9], "keep-alive");
      byte[] subscribe = packets.remove();
      assertEquals(1, subscribe[subscribe.length - 1], "QoS");
      link.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertTrue(events.queue.isEmpty(), events.queue.toString());
    } finally {
      thread.shutdownNow();
    }
  }

  /** Accepts a connection, refuses its second subscription, and takes what comes. */
  private static void playRefusingBroker(ServerSocket broker, BlockingQueue<byte[]> packets) {
    try (Socket socket = broker.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int type = in.read(); type >= 0; type = in.read()) {
        byte[] body = in.readNBytes(in.read());
        packets.add(body);
        if (type >> 4 == 1) {
          socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        } else if (type >> 4 == 8) {
          byte[] answer = {(byte) 0x90, 4, body[0], body[1], 1, (byte) 0x80};
          socket.getOutputStream().write(answer);
        }
      }
    } catch (IOException e) {
      packets.add(new byte[0]); // the link was closed
    }
  }

  @Test
  void anAddressThatIsNoneIsTold() throws Exception {
    open("no host", 1883, Optional.empty());
    assertTrue(events.next().startsWith("lost "));
  }
}
