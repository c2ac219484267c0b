package gateway.external.link;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.cloud.CloudTransport;
import gateway.api.test.VirtualExecutor;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A broker without MQTT: what was published waits until the test looks at it. */
public final class FakeLinks implements MqttTransport.Brokers {

  public final List<Link> opened = new ArrayList<>();
  public boolean reachable = true;
  public boolean silent;
  public Optional<Error> failure = Optional.empty();

  /** Returns the way over this broker. */
  public CloudTransport transport(VirtualExecutor time) {
    return new MqttTransport(this, time, time::nanoTime, () -> 1);
  }

  @Override
  public BrokerConnection open(BrokerSettings settings, BrokerConnection.Listener listener) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    Link link = new Link(settings, listener);
    opened.add(link);
    if (!reachable) {
      listener.lost("unreachable");
    } else if (!silent) {
      listener.ready();
    }
    return link;
  }

  public Link last() {
    return opened.get(opened.size() - 1);
  }

  /** One link. */
  public static final class Link implements BrokerConnection {
    public final String clientId;
    public final Listener listener;
    public final Deque<ExternalClient> published = new ArrayDeque<>();
    private final Deque<Runnable> acknowledgements = new ArrayDeque<>();
    private final List<String> topics;
    public boolean acknowledges = true;
    public Runnable onClose = () -> {};
    public Consumer<ExternalClient> onPublish = message -> {};
    public boolean closed;

    Link(BrokerSettings settings, Listener listener) {
      this.clientId = settings.clientId();
      this.topics = settings.subscriptions();
      this.listener = listener;
    }

    @Override
    public void publish(String topic, byte[] message, boolean retained) {
      throw new AssertionError("the link wants to know when it arrives");
    }

    @Override
    public void publish(String topic, byte[] message, boolean retained, Runnable acknowledged) {
      try {
        published.add(ExternalClient.parseFrom(message));
        onPublish.accept(published.getLast());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      acknowledgements.add(acknowledged);
      if (acknowledges) {
        acknowledge();
      }
    }

    @Override
    public void subscribe(String filter, Runnable acknowledged) {
      throw new AssertionError("links subscribe when they connect");
    }

    @Override
    public void unsubscribe(String filter) {
      throw new AssertionError("links keep their subscriptions");
    }

    public void acknowledge() {
      while (!acknowledgements.isEmpty()) {
        acknowledgements.remove().run();
      }
    }

    public void say(ExternalServer message) {
      say(message.toByteArray());
    }

    public void say(byte[] message) {
      listener.message(topics.get(0), message);
    }

    /** The External Server has cleared its session. */
    public void notification() {
      listener.message(topics.get(1), new byte[0]);
    }

    @Override
    public CompletionStage<Void> close() {
      closed = true;
      onClose.run();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> abort() {
      throw new AssertionError("links leave in good order");
    }
  }
}
