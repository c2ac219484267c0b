package gateway.ipc;

import gateway.api.test.VirtualExecutor;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerConnection.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A broker in virtual time, for tests: retained messages, last wills, connections that are cut. */
final class MemoryBroker {

  private final VirtualExecutor time;
  private final List<Connection> connections = new ArrayList<>();
  private final Map<String, byte[]> retained = new TreeMap<>();
  private final Map<StageName, Integer> kills = new EnumMap<>(StageName.class);
  private boolean running = true;
  private int published;

  /** How long a message takes. */
  Duration latency = Duration.ofMillis(1);

  MemoryBroker(VirtualExecutor time) {
    this.time = time;
  }

  /** Makes the way to this broker of one process, which ends when its stage is killed. */
  Function<Listener, BrokerConnection> factory(Topics topics) {
    int process = killed(topics.self());
    return listener -> {
      Connection connection = new Connection(topics, listener);
      later(
          () -> {
            if (killed(topics.self()) == process) {
              connection.open();
            }
          });
      return connection;
    };
  }

  private int killed(StageName stage) {
    return kills.getOrDefault(stage, 0);
  }

  int published() {
    return published;
  }

  /** The process ends: no last will is published, and retained messages are lost. */
  void stop() {
    running = false;
    retained.clear();
    List.copyOf(connections).forEach(connection -> connection.lose("broker has ended"));
  }

  void start() {
    running = true;
  }

  /** The connection of a stage is lost. */
  void cut(StageName stage) {
    List<Connection> lost = of(stage);
    lost.forEach(connection -> connection.lose("cut"));
    lost.forEach(Connection::sayWill);
  }

  /** The process of a stage has ended without a word: nothing reaches it any more. */
  void kill(StageName stage) {
    kills.merge(stage, 1, Integer::sum);
    List<Connection> ended = of(stage);
    ended.forEach(connection -> connection.alive = false);
    ended.forEach(Connection::sayWill);
    connections.removeAll(ended);
  }

  private List<Connection> of(StageName stage) {
    return connections.stream().filter(c -> c.topics.self() == stage).toList();
  }

  private void later(Runnable task) {
    time.schedule(task, latency.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void publish(String topic, byte[] message, boolean retain) {
    published++;
    if (retain && message.length == 0) {
      retained.remove(topic);
    } else if (retain) {
      retained.put(topic, message);
    }
    List.copyOf(connections).forEach(connection -> connection.deliver(topic, message));
  }

  private final class Connection implements BrokerConnection {

    private final Topics topics;
    private final Listener listener;
    private boolean alive = true;

    Connection(Topics topics, Listener listener) {
      this.topics = topics;
      this.listener = listener;
    }

    private void open() {
      if (!running) {
        lose("refused");
      } else if (alive) {
        connections.add(this);
        retained.forEach(this::deliver);
        later(
            () -> {
              if (alive) {
                listener.ready();
              }
            });
      }
    }

    private void deliver(String topic, byte[] message) {
      boolean subscribed =
          topics.subscriptions().stream()
              .anyMatch(filter -> topic.matches(filter.replace("+", "[^/]+")));
      if (subscribed) {
        later(
            () -> {
              if (alive) {
                listener.message(topic, message);
              }
            });
      }
    }

    private void lose(String reason) {
      connections.remove(this);
      if (alive) {
        alive = false;
        listener.lost(reason);
      }
    }

    private void sayWill() {
      MemoryBroker.this.publish(topics.presence(), new byte[0], true);
    }

    @Override
    public void publish(String topic, byte[] message, boolean retain) {
      if (connections.contains(this)) {
        MemoryBroker.this.publish(topic, message, retain);
      }
    }

    @Override
    public void publish(String topic, byte[] message, boolean retain, Runnable acknowledged) {
      throw new AssertionError("the stages confirm by themselves");
    }

    @Override
    public void subscribe(String filter, Runnable acknowledged) {
      throw new AssertionError("the stages subscribe when they connect");
    }

    @Override
    public void unsubscribe(String filter) {
      throw new AssertionError("the stages keep their subscriptions");
    }

    @Override
    public CompletionStage<Void> close() {
      alive = false;
      connections.remove(this);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> abort() {
      throw new AssertionError("the stages leave in good order");
    }
  }
}
