package gateway.ipc;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.stage.MemoryShare;
import gateway.protocol.stage.Batch;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Presence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one other stage. It is up while both stages are connected to the broker; then entries
 * arrive in order and once. Each message is confirmed by the other side, and few are sent at a
 * time, because a broker drops messages beyond its queue; entries that wait meanwhile are sent
 * together. When a connection is lost, its messages are lost too: the listeners synchronise again
 * in {@link Listener#up}.
 *
 * <p>State belongs to the turns of the hub.
 */
final class Link {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /** Messages without confirmation. Two links to one stage must fit Mosquitto's 20 in flight. */
  static final int WINDOW = 8;

  private static final int MAX_BATCH_BYTES = 256 * 1024;

  /** The other half is for what is sent and not confirmed. */
  private static final long MAX_WAITING_BYTES = MemoryShare.SENT.bytes() / 2;

  /** Maximum wait of a confirmation for a message that can carry it. */
  private static final long CONFIRM_MILLIS = 2;

  /** Receives the events of a link, in turns of the hub: must return at once. */
  interface Listener {
    /** The other stage can be reached; no earlier entry arrives after this call. */
    void up(long life);

    /** The other stage cannot be reached for now. */
    void down();

    /** The process of the other stage has ended; called after {@link #down}. */
    void gone();

    /** The presence of the other stage. */
    void presence(Presence presence);

    /** Entries have arrived. */
    void entries(List<Entry> entries);
  }

  /** The functions of the hub that a link needs. */
  interface Host {
    long life();

    /** Returns the number of the present connection, or 0. */
    int session();

    void publish(StageName to, byte[] message);

    /** Connects again, because of a fault. */
    void restart(String why);
  }

  private final StageName peer;
  private final Host host;
  private final Turns turns;
  private final ScheduledExecutorService timer;
  private final Listener listener;

  private final Deque<Entry> outgoing = new ArrayDeque<>();

  private final AtomicLong waitingBytes = new AtomicLong();

  private Optional<Presence> presence = Optional.empty();

  /** The last known life of the other stage that has not ended. */
  private long knownLife;

  /** The present connection of this stage when the link came up; 0: it is down. */
  private int ownSession;

  private long sent;
  private long confirmed;
  private long received;
  private int unconfirmed;
  private boolean confirmationArmed;
  private boolean warned;

  Link(StageName peer, Host host, Turns turns, ScheduledExecutorService timer, Listener listener) {
    this.peer = peer;
    this.host = host;
    this.turns = turns;
    this.timer = timer;
    this.listener = listener;
  }

  /** Sends entries, in order; drops them while the link is down. Any thread. */
  void send(List<Entry> entries) {
    turns.execute(
        () -> {
          if (isUp()) {
            outgoing.addAll(entries);
            entries.forEach(entry -> waitingBytes.addAndGet(entry.getSerializedSize()));
          }
        });
  }

  /** Sends one entry. */
  void send(Entry entry) {
    send(List.of(entry));
  }

  /** Tells whether so much waits that a large entry must not be added. Any thread. */
  boolean isCongested() {
    return waitingBytes.get() > MAX_WAITING_BYTES;
  }

  boolean isUp() {
    return ownSession != 0;
  }

  /** Tells whether everything has arrived. */
  boolean isIdle() {
    return outgoing.isEmpty() && sent == confirmed;
  }

  /** Returns the presence of the other stage; empty if it is absent. */
  Optional<Presence> presence() {
    return presence;
  }

  /** This stage is connected to the broker, or no longer. */
  void ownSessionChanged() {
    takeDown();
    if (host.session() == 0) {
      presence = Optional.empty(); // the broker repeats the presence after the next connect
    } else if (presence.isPresent()) {
      bringUp();
    }
  }

  /** The other stage has announced its presence; empty: it has ended. */
  void announced(Optional<Presence> announced) {
    boolean sameConnection =
        announced.isPresent() && announced.map(Link::key).equals(presence.map(Link::key));
    if (!sameConnection) {
      takeDown();
    }
    presence = announced;
    if (knownLife != 0 && announced.map(Presence::getLife).orElse(0L) != knownLife) {
      LOG.info("{} has ended", peer);
      knownLife = 0;
      listener.gone();
    }
    announced.ifPresent(
        p -> {
          knownLife = p.getLife();
          listener.presence(p);
          if (!isUp() && host.session() != 0) {
            bringUp();
          }
        });
  }

  private static List<Long> key(Presence presence) {
    return List.of(presence.getLife(), (long) presence.getSession());
  }

  private void bringUp() {
    ownSession = host.session();
    sent = 0;
    confirmed = 0;
    received = 0;
    unconfirmed = 0;
    LOG.info("{} can be reached", peer);
    listener.up(knownLife);
  }

  private void takeDown() {
    if (isUp()) {
      ownSession = 0;
      outgoing.clear();
      waitingBytes.set(0);
      sent = 0;
      confirmed = 0;
      unconfirmed = 0;
      LOG.info("{} cannot be reached", peer);
      listener.down();
    }
  }

  /** A message of the other stage has arrived. */
  void arrived(byte[] message) {
    Batch batch;
    try {
      batch = Batch.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      warnOnce("a malformed message");
      return;
    }
    if (!isUp() || !isOfThisConnection(batch)) {
      return;
    }
    confirmed = Math.max(confirmed, Math.min(sent, batch.getReceived()));
    if (batch.getNumber() > received + 1) {
      host.restart("the broker has lost a message of " + peer);
      return;
    }
    if (batch.getNumber() == received + 1) {
      received++;
      unconfirmed++;
      listener.entries(batch.getEntriesList());
    }
  }

  private boolean isOfThisConnection(Batch batch) {
    Presence other = presence.orElseThrow();
    return batch.getToLife() == host.life()
        && batch.getToSession() == ownSession
        && batch.getFromLife() == other.getLife()
        && batch.getFromSession() == other.getSession();
  }

  private void warnOnce(String what) {
    if (!warned) {
      warned = true;
      LOG.warn("{}: ignoring {}", peer, what);
    }
  }

  /** Sends waiting entries as far as the window allows, and confirms received messages. */
  void flush() {
    while (isUp() && !outgoing.isEmpty() && sent - confirmed < WINDOW) {
      Batch.Builder batch = header().setNumber(++sent);
      long bytes = 0;
      do {
        Entry entry = outgoing.remove();
        bytes += entry.getSerializedSize();
        waitingBytes.addAndGet(-entry.getSerializedSize());
        batch.addEntries(entry);
      } while (!outgoing.isEmpty() && bytes < MAX_BATCH_BYTES);
      publish(batch);
    }
    confirmLater();
  }

  private Batch.Builder header() {
    Presence other = presence.orElseThrow();
    return Batch.newBuilder()
        .setFromLife(host.life())
        .setFromSession(ownSession)
        .setToLife(other.getLife())
        .setToSession(other.getSession());
  }

  private void publish(Batch.Builder batch) {
    unconfirmed = 0;
    host.publish(peer, batch.setReceived(received).build().toByteArray());
  }

  /**
   * Messages in the other direction carry confirmations; a message must be confirmed soon even
   * without one.
   */
  private void confirmLater() {
    if (unconfirmed >= WINDOW / 2) {
      publish(header());
    } else if (isUp() && unconfirmed > 0 && !confirmationArmed) {
      confirmationArmed = true;
      timer.schedule(() -> turns.execute(this::confirm), CONFIRM_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void confirm() {
    confirmationArmed = false;
    if (isUp() && unconfirmed > 0) {
      publish(header());
    }
  }
}
