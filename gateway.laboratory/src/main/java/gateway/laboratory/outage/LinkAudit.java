package gateway.laboratory.outage;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks what the gateway does on one link to its broker (PROTOCOL sections 4.2 and 4.5), and says
 * which phase its session is in.
 */
final class LinkAudit implements LinkWatch {

  private static final int MQTT_3_1_1 = 4;
  private static final int CLEAN_SESSION = 0x02;

  private final AuditBook book;
  private final SessionAudit session;
  private boolean subscribed;
  private boolean closed;

  LinkAudit(AuditBook book) {
    this.book = book;
    session = new SessionAudit(book);
  }

  /** Returns the session of this link. */
  SessionAudit session() {
    return session;
  }

  synchronized boolean isOpen() {
    return !closed;
  }

  @Override
  public void fromGateway(MqttPacket packet) {
    List<SessionAudit.Reached> reached = new ArrayList<>();
    synchronized (this) {
      switch (packet.type()) {
        case MqttPacket.CONNECT -> connect(packet);
        case MqttPacket.SUBSCRIBE -> subscribe(packet);
        case MqttPacket.PUBLISH -> reached.addAll(publish(packet));
        default -> {}
      }
    }
    tell(reached, packet);
  }

  @Override
  public void toGateway(MqttPacket packet) {
    boolean ready = false;
    synchronized (this) {
      switch (packet.type()) {
        case MqttPacket.SUBACK -> {
          subscribed = true;
          ready = true;
        }
        case MqttPacket.PUBACK -> session.published(packet.id());
        case MqttPacket.PUBLISH -> arriving(packet);
        default -> {}
      }
    }
    if (ready) {
      book.log.note("link", "subscribed");
      tell(List.of(new SessionAudit.Reached(SessionPhase.BEFORE_CONNECT, 1)), packet);
    }
  }

  @Override
  public void passed(MqttPacket packet) {
    book.trigger.passed(packet);
  }

  @Override
  public synchronized void closed() {
    closed = true;
    book.log.note("link", "closed");
  }

  private void tell(List<SessionAudit.Reached> reached, MqttPacket packet) {
    reached.forEach(point -> book.trigger.reached(point.phase(), point.step(), packet));
  }

  private void connect(MqttPacket packet) {
    int level = packet.bytes()[packet.body() + 6];
    int flags = packet.bytes()[packet.body() + 7];
    String clientId = packet.text(packet.body() + 10);
    book.log.note("link", "MQTT connect of " + clientId);
    if (level != MQTT_3_1_1 || flags != CLEAN_SESSION) {
      violation("MQTT connect with level " + level + " and flags " + flags);
    }
    if (!clientId.equals(book.company + '/' + book.vehicle)) {
      violation("MQTT client id " + clientId);
    }
  }

  private void subscribe(MqttPacket packet) {
    List<String> topics = new ArrayList<>();
    for (int at = packet.body() + 2; at < packet.bytes().length; ) {
      String topic = packet.text(at);
      at += 2 + topic.length() + 1;
      topics.add(topic);
    }
    topics.sort(null);
    List<String> expected =
        List.of(book.topic("external_server"), book.topic("external_server_disconnect"));
    if (!topics.equals(expected)) {
      violation("subscribes to " + topics);
    }
  }

  private List<SessionAudit.Reached> publish(MqttPacket packet) {
    if (!subscribed) {
      violation("publishes before its subscriptions are acknowledged");
    }
    if (!packet.isPlainQos1() || !packet.topic().equals(book.topic("module_gateway"))) {
      violation("publishes to " + packet.topic() + ", flags " + (packet.bytes()[0] & 0x0f));
      return List.of();
    }
    try {
      return session.fromGateway(ExternalClient.parseFrom(packet.payload()), packet.id());
    } catch (InvalidProtocolBufferException e) {
      violation("publishes what is no message of the protocol");
      return List.of();
    }
  }

  private void arriving(MqttPacket packet) {
    if (packet.topic().equals(book.topic("external_server_disconnect"))) {
      book.log.note("link", "disconnect notification");
      book.notification();
      return;
    }
    if (packet.begins(ForeignClient.MEANINGLESS)) {
      return;
    }
    try {
      session.toGateway(ExternalServer.parseFrom(packet.payload()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the simulated server sends what it cannot mean", e);
    }
  }

  private void violation(String what) {
    book.findings.violation("the gateway " + what);
  }
}
