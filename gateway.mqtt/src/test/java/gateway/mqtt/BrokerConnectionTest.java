package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.Mosquitto;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Login;
import gateway.mqtt.BrokerSettings.Timing;
import gateway.mqtt.BrokerSettings.Will;
import gateway.mqtt.HostileBroker.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real Mosquitto with its default settings, and against a broker that means no good. */
@Timeout(60)
class BrokerConnectionTest {

  private static final Timing USUAL = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(20));
  private static final Timing QUICK = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(20));

  private final Events events = new Events();
  private final String id = UUID.randomUUID().toString();

  private BrokerSettings at(int port) {
    return at("127.0.0.1", port);
  }

  private BrokerSettings at(String host, int port) {
    return new BrokerSettings(new Broker(host, port), id, USUAL)
        .withSubscriptions(List.of("t", "u"));
  }

  private static BrokerSettings with(Timing timing, BrokerSettings settings) {
    return new BrokerSettings(
        settings.broker(),
        settings.clientId(),
        timing,
        settings.will(),
        settings.subscriptions(),
        settings.maxMessageBytes());
  }

  private BrokerConnection open(BrokerSettings settings) {
    return BrokerConnection.open(settings, events);
  }

  private BrokerConnection openReady(BrokerSettings settings) throws InterruptedException {
    BrokerConnection connection = open(settings);
    events.expect("ready");
    return connection;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Another client of the broker. */
  private record Peer(BrokerConnection connection, Events events) implements AutoCloseable {

    static Peer open(int port, String... filters) throws InterruptedException {
      Events events = new Events();
      Broker broker = new Broker("127.0.0.1", port);
      String id = UUID.randomUUID().toString();
      BrokerSettings settings =
          new BrokerSettings(broker, id, USUAL).withSubscriptions(List.of(filters));
      BrokerConnection connection = BrokerConnection.open(settings, events);
      events.expect("ready");
      return new Peer(connection, events);
    }

    void say(String topic, String text) {
      connection.publish(topic, bytes(text), false);
    }

    @Override
    public void close() {
      connection.close().toCompletableFuture().join();
    }
  }

  // A broker as it should be.

  @Test
  void messagesGoBothWaysAndPublishesAreAcknowledged() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port(), "from")) {
      BrokerConnection connection = openReady(at(broker.port()));
      CountDownLatch acknowledged = new CountDownLatch(1);
      connection.publish("from", bytes("one"), false);
      connection.publish("from", bytes("two"), false, acknowledged::countDown);
      assertTrue(acknowledged.await(30, TimeUnit.SECONDS));
      peer.events().expect("from: one");
      peer.events().expect("from: two");
      peer.say("t", "hello");
      peer.say("u", "");
      peer.say("t", "again");
      events.expect("t: hello");
      events.expect("u: ");
      events.expect("t: again");
      events.end(connection, id);
    }
  }

  @Test
  void whatIsRetainedIsHeardByLaterOnes() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port())) {
      CountDownLatch acknowledged = new CountDownLatch(1);
      peer.connection().publish("t", bytes("kept"), true, acknowledged::countDown);
      assertTrue(acknowledged.await(30, TimeUnit.SECONDS));
      BrokerConnection connection = open(at(broker.port()));
      List<String> both = new ArrayList<>(List.of(events.next(), events.next()));
      assertTrue(both.removeAll(List.of("ready", "t: kept")) && both.isEmpty(), both::toString);
      events.end(connection, id);
    }
  }

  @Test
  void subscriptionsComeAndGo() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port())) {
      BrokerConnection connection = openReady(at(broker.port()).withSubscriptions(List.of()));
      for (String filter : List.of("a", "b/+")) {
        CountDownLatch subscribed = new CountDownLatch(1);
        connection.subscribe(filter, subscribed::countDown);
        assertTrue(subscribed.await(30, TimeUnit.SECONDS));
      }
      peer.say("a", "1");
      events.expect("a: 1");
      connection.unsubscribe("a");
      CountDownLatch later = new CountDownLatch(1);
      connection.publish("c", bytes(""), false, later::countDown);
      assertTrue(later.await(30, TimeUnit.SECONDS));
      peer.say("a", "2");
      peer.say("b/1", "3");
      events.expect("b/1: 3");
      events.end(connection, id);
    }
  }

  @Test
  void theWillIsPublishedForTheLostOnly() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port(), "will")) {
      BrokerSettings settings = at(broker.port()).withWill(new Will("will", bytes("gone"), false));
      BrokerConnection orderly = openReady(settings);
      events.end(orderly, id);
      peer.say("will", "between");
      peer.events().expect("will: between");
      BrokerConnection killed = openReady(settings);
      killed.abort().toCompletableFuture().get(30, TimeUnit.SECONDS);
      peer.events().expect("will: gone");
      events.end(killed, id);
    }
  }

  @Test
  void whatWasPublishedBeforeClosingStillArrives() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port(), "from")) {
      BrokerConnection connection = openReady(at(broker.port()));
      for (int i = 0; i < 10; i++) {
        connection.publish("from", bytes("" + i), false);
      }
      events.end(connection, id);
      for (int i = 0; i < 10; i++) {
        peer.events().expect("from: " + i);
      }
    }
  }

  @Test
  void severalThreadsPublishAtOnce() throws Exception {
    int threads = 4;
    int messages = 50;
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port(), "from")) {
      BrokerConnection connection = openReady(at(broker.port()));
      CountDownLatch acknowledged = new CountDownLatch(threads * messages);
      for (int i = 0; i < threads; i++) {
        int number = i;
        new Thread(
                () -> {
                  for (int m = 0; m < messages; m++) {
                    connection.publish(
                        "from", bytes(number + " " + m), false, acknowledged::countDown);
                  }
                })
            .start();
      }
      assertTrue(acknowledged.await(30, TimeUnit.SECONDS));
      int[] next = new int[threads];
      for (int i = 0; i < threads * messages; i++) {
        String[] said = peer.events().next().split("[: ]+");
        assertEquals(next[Integer.parseInt(said[1])]++, Integer.parseInt(said[2]));
      }
      events.end(connection, id);
    }
  }

  @Test
  void aLoginIsCheckedByTheBroker(@TempDir Path folder) throws Exception {
    Path passwords = folder.resolve("passwords");
    Mosquitto.writePasswords(passwords, "car", "right");
    int port = Mosquitto.freePort();
    List<String> lines =
        List.of(
            "listener " + port + " 127.0.0.1",
            "user root",
            "allow_anonymous false",
            "password_file " + passwords);
    try (Mosquitto broker =
        Mosquitto.start(port, Files.write(folder.resolve("mosquitto.conf"), lines))) {
      for (Optional<Login> login :
          List.of(Login.of("car", "right"), Login.of("car", "wrong"), Login.of("", ""))) {
        BrokerSettings settings =
            new BrokerSettings(
                new Broker("127.0.0.1", broker.port(), login, Optional.empty()), id, USUAL);
        BrokerConnection connection = open(settings);
        if (login.filter(l -> l.password().equals("right")).isPresent()) {
          events.expect("ready");
        } else {
          events.expect(
              "lost refused by broker (CONNACK 5): not authorized to connect as "
                  + id
                  + ": check user name and password");
        }
        events.end(connection, id);
      }
    }
    assertEquals("car", new Login("car", "secret").toString());
  }

  /** As operators write them, and as Compose and Swarm make them. */
  @Test
  void everyHostNameIsServedThatTheSystemKnows() throws Exception {
    try (Mosquitto broker = Mosquitto.start()) {
      events.end(openReady(at("127.1", broker.port())), id);
      List<String> asked = new ArrayList<>();
      BrokerSocket.Resolver names =
          host -> {
            asked.add(host);
            return InetAddress.getLoopbackAddress();
          };
      for (String host : List.of("mqtt_broker", "stack_mqtt-broker.1.x_y", "::1")) {
        BrokerConnection connection = PahoConnection.open(at(host, broker.port()), names, events);
        events.expect("ready");
        events.end(connection, id);
      }
      assertEquals(List.of("mqtt_broker", "stack_mqtt-broker.1.x_y", "::1"), asked);
    }
    assertEquals("[::1]:1883", new Broker("::1", 1883).address());
    assertEquals("mqtt_broker:1883", new Broker("mqtt_broker", 1883).toString());
  }

  @Test
  void aPublicationAboveTheBoundCostsItselfOnly() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        Peer peer = Peer.open(broker.port())) {
      BrokerConnection connection = openReady(at(broker.port()).withMaxMessageBytes(1000));
      peer.say("t", "before");
      peer.say("t", "x".repeat(3_000_000));
      peer.say("t", "");
      peer.say("u", "y".repeat(995));
      peer.say("u", "y".repeat(996));
      peer.say("t", "after");
      events.expect("t: before");
      List<String> rest = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        rest.add(events.next());
      }
      assertTrue(rest.remove("left out t, 3000000"), rest::toString);
      assertTrue(rest.remove("left out u, 996"), rest::toString);
      assertEquals(List.of("t: ", "u: " + "y".repeat(995), "t: after"), rest);
      events.end(connection, id);
    }
  }

  // Brokers that are not there, or go.

  @Test
  void aBrokerThatGoesAwayIsNoticedAtOnce() throws Exception {
    BrokerConnection connection;
    try (Mosquitto broker = Mosquitto.start()) {
      connection = openReady(at(broker.port()));
    }
    events.expectLost("");
    connection.publish("t", new byte[] {1}, false);
    events.end(connection, id);
  }

  @Test
  void anUnreachableBrokerIsTold() throws Exception {
    BrokerConnection connection = open(at(Mosquitto.freePort()));
    events.expectLost("Connection refused");
    events.end(connection, id);
  }

  @Test
  void aHostThatDoesNotExistIsTold() throws Exception {
    BrokerConnection connection = open(at("no-host.invalid", 1883));
    events.expectLost("unknown host no-host.invalid");
    events.end(connection, id);
  }

  @Test
  void aBrokerThatDropsTheConnectionIsToldOnce() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        client.send(HostileBroker.publication("t", 1, 1, bytes("last")));
        events.expect("t: last");
      }
      events.expectLost("");
      events.end(connection, id);
    }
  }

  /** As a port does whose broker is down, behind a proxy. */
  @Test
  void aBrokerThatHangsUpAtOnceCostsNoThread() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      broker.accept().close();
      events.expectLost("");
      events.end(connection, id);
    }
  }

  @Test
  void aBrokerThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
    Timing impatient = new Timing(Duration.ofSeconds(15), Duration.ofMillis(300));
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(with(impatient, at(broker.port())));
      try (Client client = broker.accept()) {
        events.expect("lost no answer from broker");
        client.expect(HostileBroker.CONNECT);
        events.end(connection, id);
      }
    }
  }

  /** PROTOCOL sections 4.2 and 8.1, item 20: a connection is ready when it has subscribed. */
  @Test
  void aRefusedSubscriptionIsNoConnection() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.accept()) {
        byte[] connect = client.expect(HostileBroker.CONNECT);
        assertEquals(4, connect[6], "MQTT 3.1.1");
        assertEquals(2, connect[7], "a clean session, no last will");
        assertEquals(15, connect[8] * 256 + connect[9], "keep-alive");
        client.send(0x20, 2, 0, 0);
        byte[] subscribe = client.expect(HostileBroker.SUBSCRIBE);
        assertEquals(1, subscribe[subscribe.length - 1], "QoS");
        client.send(0x90, 4, subscribe[0], subscribe[1], 1, 0x80);
        events.expect("lost subscription refused by broker: the user lacks the right to read t, u");
        events.end(connection, id);
      }
    }
  }

  @Test
  void aClientIdThatTheBrokerRefusesIsNamedWithItsLength() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.accept()) {
        client.expect(HostileBroker.CONNECT);
        client.send(0x20, 2, 0, 2);
        events.expect(
            "lost refused by broker (CONNACK 2): it does not accept the client id "
                + id
                + " of "
                + id.length()
                + " bytes");
        events.end(connection, id);
      }
    }
  }

  // Silence.

  /** A broker ends a session after one and a half keep-alives without a word. */
  @Test
  void aQuietBrokerIsAskedAndItsAnswersKeepTheConnection() throws Exception {
    Timing patient = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(20));
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(with(patient, at(broker.port())));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        for (int i = 0; i < 2; i++) {
          client.expect(HostileBroker.PINGREQ);
          client.send(0xD0, 0);
        }
        events.end(connection, id);
        client.expect(HostileBroker.DISCONNECT);
      }
    }
  }

  @Test
  void aBrokerFromWhichNothingComesAnyMoreIsAskedAndThenLost() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(with(QUICK, at(broker.port())));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        client.expect(HostileBroker.PINGREQ);
        events.expectLost("the broker has been silent for 1");
        events.end(connection, id);
      }
    }
  }

  /** A listener that takes its time over one connection harms no other. */
  @Test
  void silenceIsNoticedWhileAnotherListenerHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Events hangs = new Events();
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection.Listener listener =
          new BrokerConnection.Listener() {
            @Override
            public void ready() {}

            @Override
            public void message(String topic, byte[] message) {}

            @Override
            public void leftOut(String topic, long bytes) {}

            @Override
            public void lost(String reason) {
              hanging.countDown();
              try {
                released.await();
              } catch (InterruptedException e) {
                hangs.lost("interrupted");
              }
            }
          };
      BrokerSettings first =
          new BrokerSettings(new Broker("127.0.0.1", broker.port()), "first", QUICK)
              .withSubscriptions(List.of("t"));
      BrokerConnection one = BrokerConnection.open(first, listener);
      try (Client client = broker.acceptReady()) {
        client.expect(HostileBroker.PINGREQ);
        assertTrue(hanging.await(30, TimeUnit.SECONDS));
        BrokerConnection two = open(with(QUICK, at(broker.port())));
        try (Client other = broker.acceptReady()) {
          events.expect("ready");
          other.expect(HostileBroker.PINGREQ);
          events.expectLost("silent");
          events.end(two, id);
        }
      } finally {
        released.countDown();
        hangs.end(one, "first");
      }
    }
  }

  /** A slow line and one long publication, above the bound or not: the broker must hear us. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 10_000_000})
  void whileALongPublicationComesInSlowlyTheBrokerIsTalkedTo(int bound) throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(with(QUICK, at(broker.port()).withMaxMessageBytes(bound)));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        client.send(0x32, 0xFF, 0xFF, 0x7F, 0, 1, 't', 0, 7);
        client.socket.setSoTimeout(50);
        for (int heard = 0; heard < 3; ) {
          client.send(new byte[100]);
          try {
            client.expect(HostileBroker.PINGREQ);
            heard++;
          } catch (SocketTimeoutException e) {
            continue; // goes on sending
          }
        }
        if (bound == 1000) {
          events.expect("left out t, 2097146");
        }
        events.end(connection, id);
      }
    }
  }

  // Closing.

  @Test
  void closingWhileTheNameIsLookedUpWaitsForNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    BrokerSocket.Resolver slow =
        host -> {
          asked.countDown();
          try {
            answered.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return InetAddress.getLoopbackAddress();
        };
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = PahoConnection.open(at(broker.port()), slow, events);
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      connection.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
      answered.countDown();
      events.end(connection, id);
    }
  }

  @Test
  void closingWhileConnectingCostsNoThread() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection waiting = open(at(broker.port()));
      try (Client client = broker.accept()) {
        client.expect(HostileBroker.CONNECT);
        events.end(waiting, id);
      }
      for (int i = 0; i < 20; i++) {
        BrokerConnection connection = open(at(broker.port()));
        if (i % 2 == 0) {
          broker.accept(); // Paho is just starting its threads
        }
        events.end(connection, id);
      }
    }
  }

  @Test
  void closingWhileTheBrokerDoesNotReadCostsNoThread() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        for (int i = 0; i < 20; i++) {
          connection.publish("t", new byte[1_000_000], false);
        }
        events.end(connection, id);
        assertTrue(client.socket.isConnected());
      }
    }
  }

  @Test
  void aBrokerThatDoesNotReadIsLost() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(with(QUICK, at(broker.port())));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        for (int i = 0; i < 20; i++) {
          connection.publish("t", new byte[1_000_000], false);
        }
        events.expectLost("silent");
        events.end(connection, id);
        assertTrue(client.socket.isConnected());
      }
    }
  }

  // Packets.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatIsLeftOutIsAcknowledgedAndTheNextArrives(int qos) throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()).withMaxMessageBytes(200));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        client.send(HostileBroker.publication("t", qos, 0x1234, new byte[500_000]));
        events.expect("left out t, 500000");
        byte[] id = {0x12, 0x34};
        if (qos == 1) {
          assertArrayEquals(id, client.expect(HostileBroker.PUBACK));
        } else if (qos == 2) {
          assertArrayEquals(id, client.expect(HostileBroker.PUBREC));
          client.send(0x62, 2, 0x12, 0x34);
          assertArrayEquals(id, client.expect(HostileBroker.PUBCOMP));
        }
        client.send(HostileBroker.publication("t", 1, 7, bytes("next")));
        events.expect("t: next");
        assertArrayEquals(new byte[] {0, 7}, client.expect(HostileBroker.PUBACK));
        events.end(connection, this.id);
      }
    }
  }

  @Test
  void packetsMayComeByteByByte() throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()).withMaxMessageBytes(200));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        for (int size : new int[] {0, 5, 150, 300}) {
          for (byte part : HostileBroker.publication("t", 1, 9, bytes("x".repeat(size)))) {
            client.send(part);
          }
          events.expect(size > 200 ? "left out t, " + size : "t: " + "x".repeat(size));
          client.expect(HostileBroker.PUBACK);
        }
        events.end(connection, id);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "32ffffffff7f, a length of more than four bytes",
    "3080808080, a length of more than four bytes",
    "30050004747475, with QoS 0 and a topic of 4",
    "3204000174ff, with QoS 1 and a topic of 1",
    "360700017400017878, QoS 3",
    "3003000078, a topic of 0",
    "300100, a packet of type 3 with 1 bytes",
    "30050003740061, characters that are not allowed",
    "3006000474f09f98, characters that are not allowed",
    "20ffffff7f0000, a packet of type 2 with 268435455 bytes",
    "90ffff7f, a packet of type 9 with 2097151 bytes",
    "4000, a packet of type 4 with 0 bytes",
    "9002, a packet of type 9 with 2 bytes",
    "c000, a packet of type 12",
    "0000, a packet of type 0",
    "f000, a packet of type 15"
  })
  void whatIsNoMqttEndsTheConnection(String packet, String why) throws Exception {
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        client.send(HexFormat.of().parseHex(packet));
        String event = events.next();
        assertTrue(event.startsWith("lost malformed packet from broker: "), event);
        assertTrue(event.contains(why), event);
        events.end(connection, id);
      }
    }
  }

  @Test
  void aFloodArrivesInOrder() throws Exception {
    int count = 20_000;
    try (HostileBroker broker = new HostileBroker()) {
      BrokerConnection connection = open(at(broker.port()));
      try (Client client = broker.acceptReady()) {
        events.expect("ready");
        Thread flood =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < count; i++) {
                      client.send(HostileBroker.publication("t", 0, 0, bytes("" + i)));
                    }
                  } catch (IOException e) {
                    events.lost(e.toString());
                  }
                });
        flood.start();
        for (int i = 0; i < count; i++) {
          events.expect("t: " + i);
        }
        flood.join();
        events.end(connection, id);
      }
    }
  }

  @Test
  void settingsAreChecked() {
    Broker broker = new Broker("h", 1);
    assertThrows(IllegalArgumentException.class, () -> new Broker(" ", 1));
    assertThrows(IllegalArgumentException.class, () -> new Broker("h", 0));
    assertThrows(IllegalArgumentException.class, () -> new BrokerSettings(broker, "", USUAL));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BrokerSettings(broker, "c", USUAL).withMaxMessageBytes(1));
    assertThrows(
        IllegalArgumentException.class, () -> new Timing(Duration.ZERO, Duration.ofSeconds(1)));
    assertEquals(
        Duration.ofSeconds(2),
        new Timing(Duration.ofMillis(1001), Duration.ofSeconds(1)).keepAlive());
  }
}
