package gateway.external.session;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.session.DeviceRecord.Standing;
import gateway.external.undelivered.TrackedStatus;
import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statuses of an established session (PROTOCOL section 4.6): states, window, acknowledgements.
 * On the endpoint's context.loop().
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
  private final EndpointContext context;
  private final Outgoing outgoing;
  private final Host host;

  private final Unanswered unanswered;

  /** Devices to be introduced, in turn. */
  private final Deque<DeviceRecord> joining = new ArrayDeque<>();

  /** Devices to be introduced after those, one at a time: they have cost a session before. */
  private final List<DeviceRecord> doubtful = new ArrayList<>();

  /** The last one of those that was not answered in time. */
  private final Map<Integer, InFlight> late = new HashMap<>();

  /** Devices that have something to send, in turn. */
  private final Deque<DeviceRecord> ready = new ArrayDeque<>();

  private int counter;
  private int highestAnswered;
  private int largestAnswered;
  private int members;
  private int connecting;
  private long delivered;
  private boolean open;
  private boolean ending;
  private boolean leaving;
  private boolean closed;

  Session(String id, EndpointContext context, Outgoing outgoing, Host host) {
    this.id = id;
    this.context = context;
    this.outgoing = outgoing;
    this.host = host;
    this.unanswered =
        new Unanswered(
            context.loop(),
            context.settings().get().deadlines().status(),
            oldest -> host.unanswered("no StatusResponse for device " + oldest.device().key));
  }

  /** Returns how many devices the External Server knows, or is being told of. */
  public int members() {
    return members;
  }

  public int inFlight() {
    return unanswered.size();
  }

  /** Tells whether a status of a device is without StatusResponse. */
  public boolean awaits(DeviceRecord device) {
    return unanswered.contains(device.key);
  }

  /** Returns how many statuses were acknowledged, those of the connect sequence included. */
  public long delivered() {
    return delivered;
  }

  /** Publishes a CONNECTING and returns its counter. */
  int publish(Introduction introduction) {
    publish(
        introduction.device(), DeviceState.CONNECTING, introduction.report(), introduction.error());
    return counter;
  }

  private int publish(
      DeviceRecord device, DeviceState state, StatusReport report, Optional<Payload> error) {
    counter++;
    if (device.refusal != Refusal.NONE) {
      device.triedStatus = report.status().hashCode();
    }
    byte[] message =
        Messages.status(id, state, counter, device.wire(report.device()), report, error);
    outgoing.publish(Optional.of(device), message);
    return message.length;
  }

  /** A device of the connect sequence is known, now that the whole sequence has succeeded. */
  void adopt(Introduction introduction) {
    members++;
    delivered++;
    largestAnswered = Math.max(largestAnswered, introduction.bytes());
    introduction.delivered(context.backlog(), context.keeper());
  }

  /** Begins to send what waits, after the settle time. */
  void open() {
    open = true;
    highestAnswered = counter;
    context.devices().all().forEach(this::lineUp);
    pump();
  }

  /** A status was added to a device, or a device can join now. */
  void changed(DeviceRecord device) {
    if (open) {
      lineUp(device);
      pump();
    }
  }

  /** Withdraws all devices and introduces no more. */
  public void withdrawAll() {
    leaving = true;
    for (DeviceRecord device : context.devices().all()) {
      boolean leaves = !device.waiting.isEmpty() && device.waiting.peekLast().report.last();
      if (device.standing != Standing.UNKNOWN && !leaves) {
        device.withdraw = true;
        changed(device);
      }
    }
  }

  /** The carried module numbers have changed: withdraws the devices of those that went. */
  public void routesChanged() {
    context.devices().all().forEach(this::changed);
  }

  /** Devices that were left out may be tried. */
  void retry() {
    if (open) {
      context.devices().all().stream()
          .filter(device -> device.standing == Standing.UNKNOWN)
          .forEach(this::lineUp);
      pump();
    }
  }

  private void lineUp(DeviceRecord device) {
    if (device.queued || !context.refusals().mayJoin(device)) {
      return;
    }
    if (device.standing == Standing.KNOWN && !context.carried().test(device.key.module())) {
      device.withdraw = true;
    }
    if (device.standing == Standing.KNOWN && device.hasWork()) {
      device.queued = true;
      ready.add(device);
    } else if (device.standing == Standing.UNKNOWN
        && Introduction.isPossible(device, context.backlog())) {
      device.queued = true;
      (device.refusal == Refusal.NONE ? joining : doubtful).add(device);
    }
  }

  /** Sends as much as the window allows. */
  void pump() {
    while (open
        && !ending
        && !closed
        && !unanswered.isLarge()
        && unanswered.size() < context.settings().get().windows().all()) {
      if (!introduceNext() && !sendNext()) {
        return;
      }
    }
  }

  private boolean introduceNext() {
    if (leaving || connecting >= context.settings().get().windows().connecting()) {
      return false;
    }
    for (int candidates = joining.size(); candidates > 0; candidates--) {
      DeviceRecord device = joining.remove();
      if (!device.undelivered.isQuiet()) {
        joining.add(device);
      } else if (introduce(device)) {
        return true;
      }
    }
    return connecting == 0 && introduceDoubtful();
  }

  /** The smallest first: where that is too large, the others are. */
  private boolean introduceDoubtful() {
    doubtful.sort(Comparator.comparingInt(Introduction::bytes));
    for (DeviceRecord device : List.copyOf(doubtful)) {
      if (device.undelivered.isQuiet()) {
        doubtful.remove(device);
        if (introduce(device)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean introduce(DeviceRecord device) {
    device.queued = false;
    if (!Introduction.isPossible(device, context.backlog())
        || !context.refusals().mayJoin(device)) {
      return false;
    }
    Introduction introduction = Introduction.of(device, context.devices());
    int bytes = introduction.bytes();
    if (bytes > context.refusals().maxBytes(device)) {
      introduction.failed(context.backlog());
      context.refusals().tooLarge(device, bytes);
      return false;
    }
    introduce(introduction);
    return true;
  }

  private void introduce(Introduction introduction) {
    DeviceRecord device = introduction.device();
    context.backlog().hold(device.undelivered);
    device.standing = Standing.INTRODUCED;
    members++;
    connecting++;
    TrackedStatus tracked =
        introduction
            .carried()
            .orElse(TrackedStatus.repeated(device.undelivered, introduction.report()));
    InFlight sent = send(device, DeviceState.CONNECTING, tracked, Optional.of(introduction));
    boolean perhapsLost = device.refusal == Refusal.SUSPECTED && device.lost;
    boolean doubted =
        device.refusal != Refusal.NONE && !perhapsLost
            || Refusals.isNew(sent.bytes(), largestAnswered);
    context
        .loop()
        .after(
            context.settings().get().deadlines().sequence(),
            () -> {
              if (doubted) {
                giveUp(sent);
              } else {
                refuseIfOvertaken(sent);
              }
            });
  }

  private boolean sendNext() {
    DeviceRecord device = ready.poll();
    if (device == null) {
      return false;
    }
    device.queued = false;
    int max = context.refusals().maxBytes(device);
    int bytes = waitingBytes(device, max);
    if (bytes > max) {
      if (!unanswered.contains(device.key)) { // what is older must not be folded after it
        context.refusals().tooLarge(device, bytes);
        withdraw(device, farewell(device));
      }
      return true;
    }
    TrackedStatus tracked = context.devices().poll(device).orElseGet(() -> farewell(device));
    if (tracked.report.last()) {
      withdraw(device, tracked);
    } else {
      InFlight sent = send(device, DeviceState.RUNNING, tracked, Optional.empty());
      if (Refusals.isNew(sent.bytes(), largestAnswered)) {
        StatusReport before = device.lastSent.orElseThrow();
        context
            .loop()
            .after(
                context.settings().get().deadlines().sequence(),
                () -> withdrawIfDropped(sent, before));
      }
      device.lastSent = Optional.of(tracked.report);
      lineUp(device);
    }
    return true;
  }

  /** Returns the size of a device's next status if it may be too large. */
  private static int waitingBytes(DeviceRecord device, int max) {
    TrackedStatus next = device.waiting.peek();
    if (next == null) {
      return 0;
    }
    var wire = device.wire(next.report.device());
    int most = next.report.status().size() + wire.getSerializedSize() + Messages.MAX_OVERHEAD;
    return most <= max ? most : Messages.statusBytes(wire, next.report, Optional.empty());
  }

  private static TrackedStatus farewell(DeviceRecord device) {
    return TrackedStatus.repeated(device.undelivered, device.farewell());
  }

  private void withdraw(DeviceRecord device, TrackedStatus last) {
    if (device.queued) {
      ready.remove(device);
      joining.remove(device);
      doubtful.remove(device);
    }
    device.reset();
    members--;
    ending = members == 0;
    send(device, DeviceState.DISCONNECT, last, Optional.empty());
    lineUp(device);
    context.devices().left(device);
  }

  private InFlight send(
      DeviceRecord device,
      DeviceState state,
      TrackedStatus tracked,
      Optional<Introduction> introduction) {
    StatusReport report = introduction.isPresent() ? introduction.get().report() : tracked.report;
    int bytes = publish(device, state, report, introduction.flatMap(Introduction::error));
    InFlight sent =
        new InFlight(counter, device, state, tracked, introduction, bytes, context.loop().now());
    unanswered.add(sent);
    return sent;
  }

  /** The External Server has acknowledged a status. */
  void statusResponse(int answered) {
    Optional<InFlight> found = unanswered.remove(answered);
    Optional<InFlight> given = Optional.ofNullable(late.remove(answered));
    if (given.isPresent()) {
      takeBack(given.get());
      return;
    }
    if (found.isEmpty()) {
      LOG.warn(
          "Session {}: ignoring a StatusResponse with unknown counter {}",
          id,
          Integer.toUnsignedString(answered));
      return;
    }
    InFlight sent = found.get();
    delivered++;
    largestAnswered = Math.max(largestAnswered, sent.bytes());
    if (Integer.compareUnsigned(answered, highestAnswered) > 0) {
      highestAnswered = answered;
    }
    if (sent.introduction().isPresent()) {
      introduced(sent.introduction().get());
    } else if (sent.tracked().counts()) {
      context.keeper().delivered(sent.tracked());
    }
    if (sent.device().standing == Standing.UNKNOWN) {
      context.devices().left(sent.device());
    } else {
      lineUp(sent.device());
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
    introduction.delivered(context.backlog(), context.keeper());
    context.refusals().accept(introduction.device(), largestAnswered);
    lineUp(introduction.device());
  }

  private void refuseOverdue() {
    unanswered
        .introductionsUntil(context.loop().now() - context.settings().get().deadlines().sequence())
        .forEach(this::refuseIfOvertaken);
  }

  /** The External Server answers in order: a device that was passed over is refused. */
  private void refuseIfOvertaken(InFlight sent) {
    if (closed
        || Integer.compareUnsigned(highestAnswered, sent.counter()) <= 0
        || unanswered.remove(sent.counter()).isEmpty()) {
      return;
    }
    refuse(sent, false);
  }

  /**
   * A device that has cost a session before must not cost another one. Whether the server has its
   * message is not known: the broker may have dropped it.
   */
  private void giveUp(InFlight sent) {
    if (closed || unanswered.remove(sent.counter()).isEmpty()) {
      return;
    }
    boolean gap = fillGap(sent);
    if (gap) {
      late.put(sent.counter(), sent);
    }
    refuse(sent, gap && unanswered.size() > 0); // the server holds what came after it
  }

  private boolean fillGap(InFlight sent) {
    boolean gap = Integer.compareUnsigned(highestAnswered, sent.counter()) < 0;
    if (gap) {
      outgoing.publish(Messages.gapFiller(id, sent.counter()));
    }
    return gap;
  }

  /** A broker that drops a status does so in the midst of a session, too. */
  private void withdrawIfDropped(InFlight sent, StatusReport before) {
    DeviceRecord device = sent.device();
    if (closed || sent.bytes() <= largestAnswered || !unanswered.contains(sent)) {
      return;
    }
    for (InFlight dropped : unanswered.of(device.key)) {
      if (dropped.state() == DeviceState.RUNNING
          && Refusals.isNew(dropped.bytes(), largestAnswered)) {
        unanswered.remove(dropped.counter());
        fillGap(dropped);
        context.backlog().add(dropped.tracked());
      }
    }
    if (device.standing == Standing.KNOWN) {
      context.refusals().refuse(device, sent.bytes(), largestAnswered, true);
      StatusReport last = device.lastSent.filter(report -> arrives(device, report)).orElse(before);
      StatusReport farewell = new StatusReport(last.device(), last.status(), true);
      withdraw(device, TrackedStatus.repeated(device.undelivered, farewell));
    }
    pump();
  }

  private boolean arrives(DeviceRecord device, StatusReport report) {
    int bytes = Messages.statusBytes(device.wire(report.device()), report, Optional.empty());
    return !Refusals.isNew(bytes, largestAnswered);
  }

  /** The server knows by now a device that was given up: it is withdrawn, and tried again. */
  private void takeBack(InFlight sent) {
    DeviceRecord device = sent.device();
    if (device.standing == Standing.UNKNOWN && !ending) {
      members++;
      context.refusals().retryNow(device);
      withdraw(device, TrackedStatus.repeated(device.undelivered, farewell(sent)));
      pump();
    }
  }

  private static StatusReport farewell(InFlight sent) {
    StatusReport report = sent.introduction().orElseThrow().report();
    return new StatusReport(report.device(), report.status(), true);
  }

  private void refuse(InFlight sent, boolean dropped) {
    connecting--;
    members--;
    Introduction introduction = sent.introduction().orElseThrow();
    context.refusals().refuse(introduction, sent.bytes(), largestAnswered, dropped);
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
            sent.introduction().get().failed(context.backlog());
            context.refusals().postpone(sent.device());
          } else if (sent.tracked().counts()) {
            context.backlog().add(sent.tracked());
          }
        });
  }
}
