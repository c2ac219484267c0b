package gateway.ipc;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.SaidOnce;
import gateway.mqtt.ShortSessions;
import gateway.protocol.stage.Presence;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stage among the others: keeps a connection to the broker, announces this stage and learns
 * which other stages are present (PROTOCOL section 7). Start order does not matter. State belongs
 * to its turns.
 */
final class Hub implements Link.Host {

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
  private static final long MIN_WAIT = 500;
  private static final long MAX_WAIT = 5000;
  private static final long FAREWELL_MILLIS = 1000;
  private static final int FAREWELL_LOOKS = 50;

  /** State of the connection, since when, and why it is down. */
  record BrokerState(boolean connected, long since, String reason) {}

  private final Topics topics;
  private final Function<BrokerConnection.Listener, BrokerConnection> brokers;
  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private final DoubleSupplier random;
  private final long life;
  private final Turns turns = new Turns(this::flush);
  private final Map<StageName, Link> links = new EnumMap<>(StageName.class);

  private Presence ownPresence = Presence.getDefaultInstance();
  private Optional<BrokerConnection> broker = Optional.empty();

  /** Counts attempts to connect; the one that is connected now has the number {@link #session}. */
  private int attempts;

  private int session;
  private long wait = MIN_WAIT;
  private final SaidOnce said = new SaidOnce();
  private final ShortSessions shortSessions =
      new ShortSessions(MAX_WAIT, MAX_WAIT / 2, 2 * MAX_WAIT);
  private boolean closed;
  private volatile BrokerState shown;

  /**
   * Makes a hub that is not connected.
   *
   * @param brokers begins to connect and to subscribe
   * @param random from 0 to 1
   * @param life a number that no other process has
   */
  Hub(
      Topics topics,
      Function<BrokerConnection.Listener, BrokerConnection> brokers,
      ScheduledExecutorService timer,
      LongSupplier clock,
      DoubleSupplier random,
      long life) {
    this.topics = topics;
    this.brokers = brokers;
    this.timer = timer;
    this.clock = clock;
    this.shown = new BrokerState(false, clock.getAsLong(), "");
    this.random = random;
    this.life = life;
  }

  /** Makes the link to another stage. */
  Link link(StageName peer, Link.Listener listener) {
    Link link = new Link(peer, this, turns, timer, listener);
    turns.execute(() -> links.put(peer, link));
    return link;
  }

  /** Returns the turns in which everything of this stage happens. */
  Turns turns() {
    return turns;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  LongSupplier clock() {
    return clock;
  }

  /** Returns the state of the connection. Any thread. */
  BrokerState shown() {
    return shown;
  }

  private void show(boolean connected, String reason) {
    long since = shown.connected() == connected ? shown.since() : clock.getAsLong();
    shown = new BrokerState(connected, since, reason);
  }

  /** Starts to connect. */
  void start() {
    turns.execute(this::connect);
  }

  /** Announces this stage, now and after every connect. */
  void announce(Presence presence) {
    turns.execute(
        () -> {
          ownPresence = presence;
          if (session != 0) {
            sayPresence();
          }
        });
  }

  /** Sends the entries of these turns together. */
  private void flush() {
    links.values().forEach(Link::flush);
  }

  private void connect() {
    if (closed) {
      return;
    }
    int attempt = ++attempts;
    try {
      broker = Optional.of(brokers.apply(listener(attempt)));
    } catch (RuntimeException | Error e) { // there may be no thread or no memory
      lost("no connection can be opened: " + e, false);
    }
  }

  private BrokerConnection.Listener listener(int attempt) {
    return new BrokerConnection.Listener() {
      @Override
      public void ready() {
        inAttempt(attempt, Hub.this::connected);
      }

      @Override
      public void message(String topic, byte[] message) {
        inAttempt(attempt, () -> arrived(topic, message));
      }

      @Override
      public void leftOut(String topic, long bytes) {
        LOG.warn(
            "{}: ignoring a message of {} bytes on {}: it is larger than any message"
                + " of the stages",
            topics.self(),
            bytes,
            topic);
      }

      @Override
      public void lost(String reason) {
        inAttempt(attempt, () -> Hub.this.lost(reason, endedSoonAgain()));
      }
    };
  }

  private void inAttempt(int attempt, Runnable task) {
    turns.execute(
        () -> {
          if (attempt == attempts && broker.isPresent()) {
            task.run();
          }
        });
  }

  private void connected() {
    int begun = attempts;
    shortSessions.began(millis());
    if (shortSessions.areMany()) {
      timer.schedule(
          () -> inAttempt(begun, this::established), shortSessions.limit(), TimeUnit.MILLISECONDS);
    } else {
      established();
    }
    wait = MIN_WAIT;
    session = begun;
    show(true, "");
    sayPresence(); // before anything else, so that the other stages know the sender
    links.values().forEach(Link::ownSessionChanged);
  }

  private void established() {
    said.forget();
    LOG.info("{}: connected to the broker of the stages", topics.self());
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.getAsLong());
  }

  private void sayPresence() {
    byte[] message =
        ownPresence.toBuilder().setLife(life).setSession(session).build().toByteArray();
    broker.ifPresent(b -> b.publish(topics.presence(), message, true));
  }

  private void arrived(String topic, byte[] message) {
    topics
        .presenceOf(topic)
        .map(links::get)
        .ifPresent(link -> presence(message).ifPresent(announced -> link.announced(announced)));
    topics.sender(topic).map(links::get).ifPresent(link -> link.arrived(message));
  }

  /**
   * Returns the presence, which may say that a stage has ended; nothing for a malformed message.
   */
  private static Optional<Optional<Presence>> presence(byte[] message) {
    try {
      return Optional.of(
          message.length == 0 ? Optional.empty() : Optional.of(Presence.parseFrom(message)));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Tells whether it is worth a line that a session has ended so soon. */
  private boolean endedSoonAgain() {
    return session != 0 && shortSessions.ended(millis());
  }

  private void lost(String reason, boolean another) {
    if (!closed) { // first: whatever follows may fail
      // from half to all of it, so that stages do not reconnect at the same moment
      long longest = Math.max(wait, shortSessions.delay());
      long millis = Math.round(longest * (0.5 + random.getAsDouble() / 2));
      wait = Math.min(2 * wait, MAX_WAIT);
      timer.schedule(() -> turns.execute(this::connect), millis, TimeUnit.MILLISECONDS);
    }
    String why = shortSessions.areMany() ? reason + ": " + hint() : reason;
    if (another || !shortSessions.areMany() && said.isNew(reason)) {
      LOG.warn("{}: no connection to the broker of the stages: {}", topics.self(), why);
    }
    disconnect();
    show(false, why);
  }

  private String hint() {
    return ShortSessions.hint(topics.clientId());
  }

  private void disconnect() {
    broker.ifPresent(BrokerConnection::close);
    broker = Optional.empty();
    session = 0;
    links.values().forEach(Link::ownSessionChanged);
  }

  @Override
  public long life() {
    return life;
  }

  @Override
  public int session() {
    return session;
  }

  @Override
  public void publish(StageName to, byte[] message) {
    broker.ifPresent(b -> b.publish(topics.to(to), message, false));
  }

  @Override
  public void restart(String why) {
    turns.execute(
        () -> {
          if (session != 0) {
            lost(why, false);
          }
        });
  }

  /**
   * Announces the end of this stage when all its messages have arrived, and disconnects.
   *
   * @return completes within about a second
   */
  CompletionStage<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    turns.execute(() -> close(done, FAREWELL_LOOKS));
    return done;
  }

  private void close(CompletableFuture<Void> done, int looks) {
    boolean idle = links.values().stream().noneMatch(link -> link.isUp() && !link.isIdle());
    if (looks > 0 && !idle) {
      timer.schedule(
          () -> turns.execute(() -> close(done, looks - 1)),
          FAREWELL_MILLIS / FAREWELL_LOOKS,
          TimeUnit.MILLISECONDS);
      return;
    }
    closed = true;
    broker
        .filter(b -> session != 0)
        .ifPresent(b -> b.publish(topics.presence(), new byte[0], true));
    disconnect();
    done.complete(null);
  }
}
