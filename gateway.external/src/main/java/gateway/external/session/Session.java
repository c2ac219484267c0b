package gateway.external.session;

import gateway.api.cloud.CloudLink;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.session.DeviceRecord.Standing;
import gateway.external.undelivered.TrackedStatus;
import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private final CloudLink link;
  private final Host host;

  private final Unanswered unanswered;

  /** Devices to be introduced, in turn. */
  private final Deque<DeviceRecord> joining = new ArrayDeque<>();

  /** Devices that have something to send, in turn. */
  private final Deque<DeviceRecord> ready = new ArrayDeque<>();

  private int counter;
  private int highestAnswered;
  private int members;
  private int connecting;
  private long delivered;
  private boolean open;
  private boolean ending;
  private boolean leaving;
  private boolean closed;

  Session(String id, EndpointContext context, CloudLink link, Host host) {
    this.id = id;
    this.context = context;
    this.link = link;
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

  private void publish(
      DeviceRecord device, DeviceState state, StatusReport report, Optional<Payload> error) {
    counter++;
    link.publish(
        Messages.status(id, state, counter, device.wire(report.device()), report, error), () -> {});
  }

  /** A device of the connect sequence is known, now that the whole sequence has succeeded. */
  void adopt(Introduction introduction) {
    members++;
    delivered++;
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

  private void lineUp(DeviceRecord device) {
    if (device.queued || device.refusal == DeviceRecord.Refusal.REFUSED) {
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
      joining.add(device);
    }
  }

  /** Sends as much as the window allows. */
  void pump() {
    while (open
        && !ending
        && !closed
        && unanswered.size() < context.settings().get().windows().all()) {
      if (!introduceNext() && !sendNext()) {
        return;
      }
    }
  }

  private boolean introduceNext() {
    int candidates =
        leaving || connecting >= context.settings().get().windows().connecting()
            ? 0
            : joining.size();
    for (; candidates > 0; candidates--) {
      DeviceRecord device = joining.remove();
      if (device.undelivered.isQuiet()) {
        device.queued = false;
        if (Introduction.isPossible(device, context.backlog())) {
          introduce(Introduction.of(device, context.devices()));
          return true;
        }
      } else {
        joining.add(device);
      }
    }
    return false;
  }

  private void introduce(Introduction introduction) {
    DeviceRecord device = introduction.device();
    context.backlog().hold(device.undelivered);
    device.standing = Standing.INTRODUCED;
    members++;
    connecting++;
    TrackedStatus tracked =
        introduction
            .taken()
            .orElse(TrackedStatus.repeated(device.undelivered, introduction.report()));
    InFlight sent = send(device, DeviceState.CONNECTING, tracked, Optional.of(introduction));
    context
        .loop()
        .after(context.settings().get().deadlines().sequence(), () -> refuseIfOvertaken(sent));
  }

  private boolean sendNext() {
    DeviceRecord device = ready.poll();
    if (device == null) {
      return false;
    }
    device.queued = false;
    TrackedStatus tracked =
        context
            .devices()
            .poll(device)
            .orElseGet(() -> TrackedStatus.repeated(device.undelivered, device.farewell()));
    if (tracked.report.last()) {
      device.reset();
      members--;
      ending = members == 0;
      send(device, DeviceState.DISCONNECT, tracked, Optional.empty());
      lineUp(device);
      context.devices().left(device);
    } else {
      device.lastSent = Optional.of(tracked.report);
      send(device, DeviceState.RUNNING, tracked, Optional.empty());
      lineUp(device);
    }
    return true;
  }

  private InFlight send(
      DeviceRecord device,
      DeviceState state,
      TrackedStatus tracked,
      Optional<Introduction> introduction) {
    StatusReport report = introduction.isPresent() ? introduction.get().report() : tracked.report;
    publish(device, state, report, introduction.flatMap(Introduction::error));
    InFlight sent =
        new InFlight(counter, device, state, tracked, introduction, context.loop().now());
    unanswered.add(sent);
    return sent;
  }

  /** The External Server has acknowledged a status. */
  void statusResponse(int answered) {
    Optional<InFlight> found = unanswered.remove(answered);
    if (found.isEmpty()) {
      LOG.warn(
          "Session {}: ignoring a StatusResponse with unknown counter {}",
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
    } else if (sent.tracked().counts()) {
      context.keeper().delivered(sent.tracked());
    }
    if (sent.device().standing == Standing.UNKNOWN) {
      context.devices().left(sent.device());
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
    context.refusals().accept(introduction.device());
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
    connecting--;
    members--;
    context.refusals().refuse(sent.introduction().orElseThrow());
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
          } else if (sent.tracked().counts()) {
            context.backlog().add(sent.tracked());
          }
        });
  }
}
