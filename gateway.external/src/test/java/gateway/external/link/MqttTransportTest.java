package gateway.external.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudEndpoint;
import gateway.api.cloud.CloudLink;
import gateway.api.cloud.CloudTransport;
import gateway.api.cloud.LinkEnd;
import gateway.api.test.Mosquitto;
import gateway.api.test.VirtualExecutor;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.StatusResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MQTT as a way to External Servers, over a real Mosquitto and in virtual time. */
@Timeout(60)
class MqttTransportTest {

  private static final String TO_SERVER = "co/v1/module_gateway";
  private static final String TO_GATEWAY = "co/v1/external_server";
  private static final String NOTIFICATIONS = "co/v1/external_server_disconnect";

  private static CloudEndpoint endpoint(
      String host, int port, Optional<CloudEndpoint.Tls> tls, Map<String, String> settings) {
    return new CloudEndpoint(
        "e",
        host,
        port,
        "co",
        "v1",
        "co/v1",
        Optional.empty(),
        tls,
        Duration.ofSeconds(15),
        Duration.ofSeconds(20),
        settings);
  }

  private static CloudEndpoint endpoint(int port) {
    return endpoint("127.0.0.1", port, Optional.empty(), Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What a link or a connection tells. */
  private static final class Events implements CloudLink.Listener, BrokerConnection.Listener {
    final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    public void ready() {
      queue.add("ready");
    }

    @Override
    public void message(byte[] message) {
      queue.add("message " + new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void message(String topic, byte[] message) {
      queue.add(topic + ' ' + new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void leftOut(String topic, long bytes) {
      queue.add("left out " + topic);
    }

    @Override
    public void lost(String reason) {
      queue.add("lost " + reason);
    }

    @Override
    public void ended(LinkEnd end) {
      queue.add(end.kind() + " " + end.reason());
    }

    String next() throws InterruptedException {
      String event = queue.poll(30, TimeUnit.SECONDS);
      return event == null ? "nothing came" : event;
    }

    void expect(String event) throws InterruptedException {
      assertEquals(event, next());
    }

    void expectStart(String start) throws InterruptedException {
      String event = next();
      assertTrue(event.startsWith(start), event);
    }

    void expectNothing() {
      assertTrue(queue.isEmpty(), queue::toString);
    }
  }

  private final Events events = new Events();

  // Over a real broker.

  private static BrokerConnection server(int port, Events told, String... topics)
      throws InterruptedException {
    BrokerSettings settings =
        new BrokerSettings(
                new BrokerSettings.Broker("127.0.0.1", port),
                "server",
                new BrokerSettings.Timing(Duration.ofSeconds(15), Duration.ofSeconds(20)))
            .withSubscriptions(List.of(topics));
    BrokerConnection connection = BrokerConnection.open(settings, told);
    told.expect("ready");
    return connection;
  }

  private static void close(CloudLink link) throws Exception {
    link.close(false).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void close(BrokerConnection connection) throws Exception {
    connection.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void messagesGoBothWaysAndPublishesAreAcknowledged() throws Exception {
    try (Mosquitto broker = Mosquitto.start()) {
      Events received = new Events();
      BrokerConnection server = server(broker.port(), received, TO_SERVER);
      CloudLink link = new MqttTransport().open(endpoint(broker.port()), events);
      events.expect("ready");

      CountDownLatch acknowledged = new CountDownLatch(2);
      link.publish(bytes("one"), acknowledged::countDown);
      link.publish(bytes("two"), acknowledged::countDown);
      assertTrue(acknowledged.await(30, TimeUnit.SECONDS));
      received.expect(TO_SERVER + " one");
      received.expect(TO_SERVER + " two");

      server.publish(TO_GATEWAY, bytes("hello"), false);
      server.publish(TO_GATEWAY, bytes("again"), false);
      server.publish(NOTIFICATIONS, new byte[0], false);
      server.publish(TO_GATEWAY, bytes("late"), false);
      events.expect("message hello");
      events.expect("message again");
      events.expect("SESSION_CLEARED disconnect notification of the server");
      close(link);
      close(server);
      events.expectNothing();
    }
  }

  @Test
  void theTopicsOfTheProofOfConceptAreServed() throws Exception {
    try (Mosquitto broker = Mosquitto.start()) {
      Events received = new Events();
      BrokerConnection server = server(broker.port(), received, "to-server/Car1");
      CloudEndpoint poc =
          endpoint("127.0.0.1", broker.port(), Optional.empty(), Map.of("car-id", "Car1"));
      CloudLink link = new MqttTransport().open(poc, events);
      events.expect("ready");
      link.publish(bytes("one"), () -> {});
      received.expect("to-server/Car1 one");
      server.publish("to-client/Car1", bytes("hello"), false);
      events.expect("message hello");
      close(link);
      close(server);
    }
  }

  @Test
  void aBrokerThatGoesAwayIsNoticedAtOnce() throws Exception {
    CloudLink link;
    try (Mosquitto broker = Mosquitto.start()) {
      link = new MqttTransport().open(endpoint(broker.port()), events);
      events.expect("ready");
    }
    events.expectStart("LOST ");
    link.publish(new byte[] {1}, () -> {});
    close(link);
    events.expectNothing();
  }

  @Test
  void aBrokerThatIsNotThereIsTold() throws Exception {
    CloudTransport transport = new MqttTransport();
    close(transport.open(endpoint(Mosquitto.freePort()), events));
    CloudLink link = transport.open(endpoint(Mosquitto.freePort()), events);
    events.expectStart("UNREACHABLE ");
    close(link);
    link = transport.open(endpoint("no-host.invalid", 1883, Optional.empty(), Map.of()), events);
    events.expectStart("UNREACHABLE ");
    close(link);
    events.expectNothing();
  }

  /** Never without TLS, whatever is wrong with the files. */
  @Test
  void aFileThatCannotBeReadIsTheReason() throws Exception {
    Optional<CloudEndpoint.Tls> tls = Optional.of(new CloudEndpoint.Tls("/missing", "", ""));
    try (Mosquitto broker = Mosquitto.start()) {
      CloudLink link =
          new MqttTransport().open(endpoint("localhost", broker.port(), tls, Map.of()), events);
      events.expectStart("UNREACHABLE ca-file ");
      close(link);
    }
  }

  // In virtual time.

  private final VirtualExecutor time = new VirtualExecutor();
  private final FakeLinks broker = new FakeLinks();
  private final CloudTransport transport = broker.transport(time);

  private CloudLink open() {
    return transport.open(endpoint(1), events);
  }

  private void advance(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  /** PROTOCOL section 4.8: from 0.55 s after it the server listens again. */
  @Test
  void theNextLinkIsReadyTwoSecondsAfterTheLatestNotification() throws Exception {
    open();
    events.expect("ready");
    broker.last().notification();
    events.expectStart("SESSION_CLEARED ");
    assertTrue(broker.last().closed);
    open();
    advance(1500);
    broker.last().notification();
    advance(1999);
    events.expectNothing();
    advance(1);
    events.expect("ready");
    events.expectNothing();
  }

  @Test
  void aNotificationBeforeTheSubscriptionsAreAcknowledgedCounts() throws Exception {
    broker.silent = true;
    open();
    broker.last().notification();
    advance(1000);
    broker.last().listener.ready();
    advance(999);
    events.expectNothing();
    advance(1);
    events.expect("ready");
  }

  @Test
  void aServerThatHasSeenTheLastDeviceLeaveNeedsItsTime() throws Exception {
    CloudLink link = open();
    events.expect("ready");
    link.close(true);
    open().close(false);
    open();
    advance(1999);
    events.expectNothing();
    advance(1);
    events.expect("ready");
  }

  @Test
  void aLinkThatIsClosedWhileTheSessionIsAliveIsFollowedAtOnce() throws Exception {
    CloudLink link = open();
    events.expect("ready");
    link.close(false);
    open();
    events.expect("ready");
  }

  @Test
  void otherServersAreNotWaitedFor() throws Exception {
    open().close(true);
    events.expect("ready");
    transport.open(endpoint(2), events);
    events.expect("ready");
  }

  @Test
  void aFleetDoesNotComeBackInStep() throws Exception {
    List<Double> randoms = new ArrayList<>(List.of(0.0));
    CloudTransport other = new MqttTransport(broker, time, time::nanoTime, () -> randoms.remove(0));
    CloudEndpoint endpoint =
        endpoint("h", 1, Optional.empty(), Map.of("notification-delay", "1000"));
    other.open(endpoint, events).close(true);
    events.expect("ready");
    other.open(endpoint, events);
    advance(1249);
    events.expectNothing();
    advance(1);
    events.expect("ready");
  }

  @Test
  void anEndIsToldOnceAndNothingFollows() throws Exception {
    open();
    events.expect("ready");
    FakeLinks.Link link = broker.last();
    link.listener.lost("cut");
    link.notification();
    link.say(ExternalServer.getDefaultInstance());
    link.listener.lost("again");
    events.expect("LOST cut");
    events.expectNothing();
  }

  @Test
  void aBrokerThatIsLostWhileTheServerIsWaitedForWasReached() throws Exception {
    open().close(true);
    events.expect("ready");
    open();
    broker.last().listener.lost("cut");
    events.expect("LOST cut");
    broker.reachable = false;
    open();
    events.expect("UNREACHABLE unreachable");
    advance(5000);
    events.expectNothing();
  }

  @Test
  void whatIsPublishedIsAcknowledgedByTheBroker() throws Exception {
    CloudLink link = open();
    events.expect("ready");
    broker.last().acknowledges = false;
    List<String> told = new ArrayList<>();
    link.publish(ExternalClient.getDefaultInstance().toByteArray(), () -> told.add("there"));
    assertEquals(List.of(), told);
    broker.last().acknowledge();
    assertEquals(List.of("there"), told);
    broker
        .last()
        .say(
            ExternalServer.newBuilder()
                .setStatusResponse(StatusResponse.newBuilder().setMessageCounter(7))
                .build());
    events.expectStart("message ");
  }
}
