package gateway.external.session;

import gateway.api.cloud.CloudLink;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.session.DeviceRecord.Standing;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.TrackedStatus;
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
  private final Devices devices;
  private final Backlog backlog;
  private final Keeper keeper;
  private final Refusals refusals;
  private final IntPredicate carried;
  private final Host host;

  private final Unanswered unanswered;
  private final Deque<DeviceRecord> joining = new ArrayDeque<>();
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

  Session(
      String id,
      Supplier<Settings> settings,
      Loop loop,
      CloudLink link,
      Devices devices,
      Backlog backlog,
      Keeper keeper,
      Refusals refusals,
      IntPredicate carried,
      Host host) {
    this.id = id;
    this.settings = settings;
    this.loop = loop;
    this.link = link;
    this.devices = devices;
    this.backlog = backlog;
    this.keeper = keeper;
    this.refusals = refusals;
    this.carried = carried;
    this.host = host;
    this.unanswered =
        new Unanswered(
            loop,
            settings.get().deadlines().status(),
            oldest -> host.unanswered("no StatusResponse for device " + oldest.device().key));
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
    introduction.delivered(backlog, keeper);
  }

  /** Begins to send what waits, after the settle time. */
  void open() {
    open = true;
    highestAnswered = counter;
    devices.all().forEach(this::lineUp);
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
    for (DeviceRecord device : devices.all()) {
      boolean leaves = !device.waiting.isEmpty() && device.waiting.peekLast().report.last();
      if (device.standing != Standing.UNKNOWN && !leaves) {
        device.withdraw = true;
        changed(device);
      }
    }
  }

  /** The carried module numbers have changed: withdraws the devices of those that went. */
  public void routesChanged() {
    devices.all().forEach(this::changed);
  }

  private void lineUp(DeviceRecord device) {
    if (device.queued || device.refusal == DeviceRecord.Refusal.REFUSED) {
      return;
    }
    if (device.standing == Standing.KNOWN && !carried.test(device.key.module())) {
      device.withdraw = true;
    }
    if (device.standing == Standing.KNOWN && device.hasWork()) {
      device.queued = true;
      ready.add(device);
    } else if (device.standing == Standing.UNKNOWN && Introduction.isPossible(device, backlog)) {
      device.queued = true;
      joining.add(device);
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
      DeviceRecord device = joining.remove();
      if (device.undelivered.isQuiet()) {
        device.queued = false;
        if (Introduction.isPossible(device, backlog)) {
          introduce(Introduction.of(device, devices));
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
    backlog.hold(device.undelivered);
    device.standing = Standing.INTRODUCED;
    members++;
    connecting++;
    TrackedStatus tracked =
        introduction
            .taken()
            .orElse(TrackedStatus.repeated(device.undelivered, introduction.report()));
    InFlight sent = send(device, DeviceState.CONNECTING, tracked, Optional.of(introduction));
    loop.after(settings.get().deadlines().sequence(), () -> refuseIfOvertaken(sent));
  }

  private boolean sendNext() {
    DeviceRecord device = ready.poll();
    if (device == null) {
      return false;
    }
    device.queued = false;
    TrackedStatus tracked =
        devices
            .poll(device)
            .orElseGet(() -> TrackedStatus.repeated(device.undelivered, device.farewell()));
    if (tracked.report.last()) {
      device.reset();
      members--;
      ending = members == 0;
      send(device, DeviceState.DISCONNECT, tracked, Optional.empty());
      lineUp(device);
      devices.left(device);
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
    InFlight sent = new InFlight(counter, device, state, tracked, introduction, loop.now());
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
    } else if (sent.tracked().counts()) {
      keeper.delivered(sent.tracked());
    }
    if (sent.device().standing == Standing.UNKNOWN) {
      devices.left(sent.device());
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
    refusals.accept(introduction.device());
    lineUp(introduction.device());
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
          } else if (sent.tracked().counts()) {
            backlog.add(sent.tracked());
          }
        });
  }
}
