package gateway.external.link;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A broker without MQTT: what was published waits until the test looks at it. */
public final class FakeLinks implements MqttLink.Factory {

  public final List<Link> opened = new ArrayList<>();
  public boolean reachable = true;
  public boolean silent;

  @Override
  public MqttLink open(String clientId, MqttLink.Listener listener) {
    Link link = new Link(clientId, listener);
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
  public static final class Link implements MqttLink {
    public final String clientId;
    public final Listener listener;
    public final Deque<ExternalClient> published = new ArrayDeque<>();
    public final Deque<Runnable> acknowledgements = new ArrayDeque<>();
    public boolean acknowledges = true;
    public Runnable onClose = () -> {};
    public Consumer<ExternalClient> onPublish = message -> {};
    public boolean closed;
    public long silence;

    Link(String clientId, Listener listener) {
      this.clientId = clientId;
      this.listener = listener;
    }

    @Override
    public void publish(byte[] message) {
      try {
        published.add(ExternalClient.parseFrom(message));
        onPublish.accept(published.getLast());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void publish(byte[] message, Runnable acknowledged) {
      publish(message);
      acknowledgements.add(acknowledged);
      if (acknowledges) {
        acknowledge();
      }
    }

    @Override
    public long check() {
      return silence;
    }

    public void acknowledge() {
      while (!acknowledgements.isEmpty()) {
        acknowledgements.remove().run();
      }
    }

    public void say(ExternalServer message) {
      listener.message(message.toByteArray());
    }

    @Override
    public CompletionStage<Void> close() {
      closed = true;
      onClose.run();
      return CompletableFuture.completedFuture(null);
    }
  }
}
