package gateway.external.link;

import gateway.api.cloud.CloudLink;
import gateway.api.cloud.LinkEnd;
import gateway.api.cloud.LinkEnd.Kind;
import gateway.api.stage.LogLimit;
import gateway.mqtt.BrokerConnection;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over a broker. Once it is ready, the server's disconnect notification ends it (PROTOCOL
 * section 4.10); before, it only lets the link wait.
 */
final class MqttLink implements CloudLink, BrokerConnection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);

  private final String endpoint;
  private final Topics topics;
  private final int maxMessageBytes;
  private final MqttTransport.Pause pause;
  private final ScheduledExecutorService timer;
  private final Listener listener;
  private final CompletableFuture<BrokerConnection> broker = new CompletableFuture<>();
  private final LogLimit leftOut = new LogLimit();
  private boolean connected;
  private boolean ready;
  private boolean ended;

  MqttLink(
      String endpoint,
      Topics topics,
      int maxMessageBytes,
      MqttTransport.Pause pause,
      ScheduledExecutorService timer,
      Listener listener) {
    this.endpoint = endpoint;
    this.topics = topics;
    this.maxMessageBytes = maxMessageBytes;
    this.pause = pause;
    this.timer = timer;
    this.listener = listener;
  }

  /** Takes the connection, which may have told something before. */
  void use(BrokerConnection opened) {
    broker.complete(opened);
  }

  @Override
  public void publish(byte[] message, Runnable acknowledged) {
    if (LOG.isTraceEnabled()) {
      LOG.trace(
          "Endpoint {} sends {}", endpoint, new MessageText(message, ExternalClient.parser()));
    }
    broker.join().publish(topics.publish(), message, false, acknowledged);
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public String destination() {
    return "topic " + topics.publish();
  }

  @Override
  public CompletionStage<Void> close(boolean sessionOver) {
    synchronized (this) {
      ended = true;
    }
    if (sessionOver) {
      pause.begin();
    }
    return broker.thenCompose(BrokerConnection::close);
  }

  // What the broker tells. The listener is told within the lock, so that nothing follows an end.

  @Override
  public synchronized void ready() {
    connected = true;
    long left = pause.left();
    if (ended) {
      return;
    }
    if (left > 0) {
      timer.schedule(this::ready, left, TimeUnit.NANOSECONDS);
    } else {
      ready = true;
      listener.ready();
    }
  }

  @Override
  public void message(String topic, byte[] message) {
    if (topic.equals(topics.messages())) {
      if (LOG.isTraceEnabled()) {
        LOG.trace(
            "Endpoint {} gets {}", endpoint, new MessageText(message, ExternalServer.parser()));
      }
      received(message);
    } else if (topics.notifications().filter(topic::equals).isPresent()) {
      notified();
    }
  }

  private synchronized void received(byte[] message) {
    if (ready && !ended) {
      listener.message(message);
    }
  }

  private synchronized void notified() {
    pause.begin();
    if (ready) {
      end(new LinkEnd(Kind.SESSION_CLEARED, "disconnect notification of the server"));
      broker.thenAccept(BrokerConnection::close);
    }
  }

  @Override
  public void leftOut(String topic, long bytes) {
    leftOut.log(
        more ->
            LOG.warn(
                "Endpoint {}: left out a message of {} bytes on {}, more than {}{}",
                endpoint,
                bytes,
                topic,
                MqttTransport.MAX_MESSAGE_BYTES,
                more));
  }

  @Override
  public synchronized void lost(String reason) {
    end(new LinkEnd(connected ? Kind.LOST : Kind.UNREACHABLE, reason));
  }

  private void end(LinkEnd end) {
    if (!ended) {
      ended = true;
      listener.ended(end);
    }
  }
}
