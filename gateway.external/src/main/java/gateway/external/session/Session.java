package gateway.external.session;

import gateway.api.cloud.CloudLink;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.session.Line.Standing;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.Pending;
import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statuses of an established session (PROTOCOL section 4.6): states, window, acknowledgements.
 * On the endpoint's loop.
 */
public final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Hears how the session ends; called at most once. */
  interface Host {
    /** A status was not answered in time. */
    void unanswered(String reason);

    /** The last device that the External Server knew has left. */
    void over();
  }

  private final String id;
  private final Supplier<Settings> settings;
  private final Loop loop;
  private final CloudLink link;
  private final Outbox outbox;
  private final Backlog backlog;
  private final Keeper keeper;
  private final Refusals refusals;
  private final IntPredicate carried;
  private final Host host;

  private final Unanswered unanswered;
  private final Deque<Line> joining = new ArrayDeque<>();
  private final Deque<Line> ready = new ArrayDeque<>();
  private int counter;
  private int highestAnswered;
  private int members;
  private int connecting;
  private long delivered;
  private boolean open;
  private boolean ending;
  private boolean leaving;
  private boolean closed;

  Session(
      String id,
      Supplier<Settings> settings,
      Loop loop,
      CloudLink link,
      Outbox outbox,
      Backlog backlog,
      Keeper keeper,
      Refusals refusals,
      IntPredicate carried,
      Host host) {
    this.id = id;
    this.settings = settings;
    this.loop = loop;
    this.link = link;
    this.outbox = outbox;
    this.backlog = backlog;
    this.keeper = keeper;
    this.refusals = refusals;
    this.carried = carried;
    this.host = host;
    this.unanswered =
        new Unanswered(
            loop,
            settings.get().deadlines().status(),
            oldest -> host.unanswered("no StatusResponse for device " + oldest.line().key));
  }

  String id() {
    return id;
  }

  /** Returns how many devices the External Server knows, or is being told of. */
  public int members() {
    return members;
  }

  public int inFlight() {
    return unanswered.size();
  }

  /** Tells whether a status of a device is without StatusResponse. */
  public boolean awaits(Line line) {
    return unanswered.contains(line.key);
  }

  /** Returns how many statuses were acknowledged, those of the connect sequence included. */
  public long delivered() {
    return delivered;
  }

  /** Publishes a CONNECTING and returns its counter. */
  int publish(Introduction introduction) {
    publish(
        introduction.line(), DeviceState.CONNECTING, introduction.report(), introduction.error());
    return counter;
  }

  private void publish(Line line, DeviceState state, StatusReport report, Optional<Payload> error) {
    counter++;
    link.publish(
        Messages.status(id, state, counter, line.wire(report.device()), report, error), () -> {});
  }

  /** A device of the connect sequence is known, now that the whole sequence has succeeded. */
  void adopt(Introduction introduction) {
    members++;
    delivered++;
    introduction.delivered(backlog, keeper);
  }

  /** Begins to send what waits, after the settle time. */
  void open() {
    open = true;
    highestAnswered = counter;
    outbox.lines().forEach(this::lineUp);
    pump();
  }

  /** A status was added to a line, or a device can join now. */
  void changed(Line line) {
    if (open) {
      lineUp(line);
      pump();
    }
  }

  /** Withdraws all devices and introduces no more. */
  public void withdrawAll() {
    leaving = true;
    for (Line line : outbox.lines()) {
      boolean leaves = !line.waiting.isEmpty() && line.waiting.peekLast().report.last();
      if (line.standing != Standing.UNKNOWN && !leaves) {
        line.withdraw = true;
        changed(line);
      }
    }
  }

  /** The carried module numbers have changed: withdraws the devices of those that went. */
  public void routesChanged() {
    outbox.lines().forEach(this::changed);
  }

  private void lineUp(Line line) {
    if (line.lined || line.refusal == Line.Refusal.REFUSED) {
      return;
    }
    if (line.standing == Standing.KNOWN && !carried.test(line.key.module())) {
      line.withdraw = true;
    }
    if (line.standing == Standing.KNOWN && line.hasWork()) {
      line.lined = true;
      ready.add(line);
    } else if (line.standing == Standing.UNKNOWN && Introduction.isPossible(line, backlog)) {
      line.lined = true;
      joining.add(line);
    }
  }

  /** Sends as much as the window allows. */
  void pump() {
    while (open && !ending && !closed && unanswered.size() < settings.get().windows().all()) {
      if (!introduceNext() && !sendNext()) {
        return;
      }
    }
  }

  private boolean introduceNext() {
    int candidates =
        leaving || connecting >= settings.get().windows().connecting() ? 0 : joining.size();
    for (; candidates > 0; candidates--) {
      Line line = joining.remove();
      if (backlog.isQuiet(line.key)) {
        line.lined = false;
        if (Introduction.isPossible(line, backlog)) {
          introduce(Introduction.of(line, outbox, backlog));
          return true;
        }
      } else {
        joining.add(line);
      }
    }
    return false;
  }

  private void introduce(Introduction introduction) {
    Line line = introduction.line();
    backlog.hold(line.key);
    line.standing = Standing.INTRODUCED;
    members++;
    connecting++;
    Pending pending = introduction.taken().orElse(Pending.repeated(introduction.report()));
    InFlight sent = send(line, DeviceState.CONNECTING, pending, Optional.of(introduction));
    loop.after(settings.get().deadlines().sequence(), () -> refuseIfOvertaken(sent));
  }

  private boolean sendNext() {
    Line line = ready.poll();
    if (line == null) {
      return false;
    }
    line.lined = false;
    Pending pending = outbox.poll(line).orElseGet(() -> Pending.repeated(line.farewell()));
    if (pending.report.last()) {
      line.reset();
      members--;
      ending = members == 0;
      send(line, DeviceState.DISCONNECT, pending, Optional.empty());
      lineUp(line);
      outbox.left(line);
    } else {
      line.lastSent = Optional.of(pending.report);
      send(line, DeviceState.RUNNING, pending, Optional.empty());
      lineUp(line);
    }
    return true;
  }

  private InFlight send(
      Line line, DeviceState state, Pending pending, Optional<Introduction> introduction) {
    StatusReport report = introduction.isPresent() ? introduction.get().report() : pending.report;
    publish(line, state, report, introduction.flatMap(Introduction::error));
    InFlight sent = new InFlight(counter, line, state, pending, introduction, loop.now());
    unanswered.add(sent);
    return sent;
  }

  /** The External Server has acknowledged a status. */
  void statusResponse(int answered) {
    Optional<InFlight> found = unanswered.remove(answered);
    if (found.isEmpty()) {
      LOG.warn(
          "Session {}: StatusResponse with unknown counter {} ignored",
          id,
          Integer.toUnsignedString(answered));
      return;
    }
    InFlight sent = found.get();
    delivered++;
    if (Integer.compareUnsigned(answered, highestAnswered) > 0) {
      highestAnswered = answered;
    }
    if (sent.introduction().isPresent()) {
      introduced(sent.introduction().get());
    } else if (sent.pending().counts()) {
      keeper.delivered(sent.pending());
    }
    if (connecting > 0) {
      refuseOverdue();
    }
    if (ending && sent.state() == DeviceState.DISCONNECT && sent.counter() == counter) {
      host.over();
    } else {
      pump();
    }
  }

  private void introduced(Introduction introduction) {
    connecting--;
    introduction.delivered(backlog, keeper);
    refusals.accept(introduction.line());
    lineUp(introduction.line());
  }

  private void refuseOverdue() {
    unanswered
        .introductionsUntil(loop.now() - settings.get().deadlines().sequence())
        .forEach(this::refuseIfOvertaken);
  }

  /** The External Server answers in order: whoever was passed over is refused. */
  private void refuseIfOvertaken(InFlight sent) {
    if (closed
        || Integer.compareUnsigned(highestAnswered, sent.counter()) <= 0
        || unanswered.remove(sent.counter()).isEmpty()) {
      return;
    }
    connecting--;
    members--;
    refusals.refuse(sent.introduction().orElseThrow());
    if (members == 0) {
      host.over();
    } else {
      pump();
    }
  }

  /** Ends the session: what is not answered is undelivered. */
  void close() {
    closed = true;
    unanswered.close(
        sent -> {
          if (sent.introduction().isPresent()) {
            sent.introduction().get().failed(backlog);
          } else if (sent.pending().counts()) {
            backlog.add(sent.pending());
          }
        });
  }
}
