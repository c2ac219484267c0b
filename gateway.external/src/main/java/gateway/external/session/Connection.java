package gateway.external.session;

import gateway.api.cloud.CloudLink;
import gateway.api.cloud.LinkEnd;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.MemoryShare;
import gateway.external.base.Timer;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.ConnectResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * One attempt to reach the External Server, and the session that it becomes: link, wait, connect
 * sequence, settling, statuses and commands. Everything on the endpoint's loop; what the link tells
 * is posted there.
 */
public final class Connection
    implements CloudLink.Listener, Incoming.Handler, ConnectSequence.Host, Session.Host {

  /** The endpoint, as its connection sees it. Each end is told at most once. */
  public interface Host {
    /** There is a device to connect: the attempt begins. */
    void connecting();

    /** The link is there. */
    void reached();

    /** A session is established. */
    void connected(int devices);

    void ended(String reason, AfterEnd next);

    /** There is nothing to connect. */
    void nothingToConnect();
  }

  private enum Phase {
    CHECKING,
    LINKING,
    PREPARING,
    SEQUENCE,
    SETTLING,
    RUNNING,
    CLOSED
  }

  /** A transport keeps the time limit itself, beside its pauses: this is for one that forgets. */
  private static final long MAX_LINK_LIMITS = 10;

  private static final long MAX_UNTAKEN =
      Math.min(16 * 1024 * 1024, MemoryShare.RECEIVED.bytes() / 2);

  /** What a message takes beside its bytes. */
  private static final long MESSAGE_COST = 200;

  private final EndpointContext context;
  private final Function<CloudLink.Listener, CloudLink> links;
  private final Host host;
  private final Preparation preparation;
  private final CommandResponder responder;
  private final Incoming incoming;
  private final String sessionId;
  private final AtomicLong untaken = new AtomicLong();

  private Phase phase = Phase.CHECKING;
  private Optional<CloudLink> link = Optional.empty();
  private Optional<Outgoing> outgoing = Optional.empty();
  private boolean sessionOver;

  private final Timer timer;
  private Optional<ConnectSequence> sequence = Optional.empty();
  private Optional<Session> session = Optional.empty();

  public Connection(
      EndpointContext context, Function<CloudLink.Listener, CloudLink> links, Host host) {
    this.context = context;
    this.timer = new Timer(context.loop());
    this.links = links;
    this.host = host;
    this.preparation = new Preparation(context, this::begin, host::nothingToConnect);
    this.sessionId = context.sessionIds().get();
    this.incoming = new Incoming(context.name(), sessionId, this);
    this.responder = new CommandResponder(context, this::respond);
  }

  /** Begins, if there is a device to connect. */
  public void start() {
    preparation.check(
        () -> {
          phase = Phase.LINKING;
          timer.start(
              MAX_LINK_LIMITS * context.settings().get().deadlines().connect(),
              () -> ended("the link has told nothing", AfterEnd.UNREACHABLE));
          host.connecting();
          openLink();
        });
  }

  /** There may be no thread or no memory for it: then the next attempt comes all the same. */
  private void openLink() {
    try {
      link = Optional.of(links.apply(this));
      outgoing = link.map(opened -> new Outgoing(context.loop(), opened));
    } catch (RuntimeException | Error e) {
      ended("no link can be opened: " + e, AfterEnd.UNREACHABLE);
    }
  }

  public String sessionId() {
    return session.isPresent() ? sessionId : "";
  }

  public Optional<Session> session() {
    return session;
  }

  /** Returns how many statuses were sent that would have to be sent again. */
  public int unanswered() {
    return phase == Phase.SEQUENCE
        ? sequence.orElseThrow().sent()
        : session.map(Session::inFlight).orElse(0);
  }

  /** A status was added to a device. */
  public void changed(DeviceRecord device) {
    session.ifPresent(s -> s.changed(device));
  }

  /** Devices that were left out may be tried. */
  public void retry() {
    if (phase == Phase.RUNNING) {
      session.ifPresent(Session::retry);
    }
  }

  /** A device has no status left to fold. */
  public void folded() {
    if (phase == Phase.PREPARING) {
      preparation.folded();
    } else if (phase == Phase.RUNNING) {
      session.ifPresent(Session::pump);
    }
  }

  /** Ends it. What is undelivered goes to the backlog, oldest first per device. */
  public CompletionStage<Void> close() {
    boolean inSequence = phase == Phase.SEQUENCE;
    phase = Phase.CLOSED;
    preparation.close();
    timer.stop();
    if (inSequence) {
      sequence.ifPresent(ConnectSequence::close);
    }
    session.ifPresent(Session::close);
    return link.map(l -> l.close(sessionOver)).orElse(CompletableFuture.completedFuture(null));
  }

  // What the link tells, on its threads.

  @Override
  public void ready() {
    post(
        () -> {
          if (phase == Phase.LINKING) {
            phase = Phase.PREPARING;
            timer.stop();
            host.reached();
            context.refusals().link(outgoing.orElseThrow().maxMessageBytes());
            preparation.begin();
          }
        });
  }

  @Override
  public void message(byte[] message) {
    take(message.length, () -> received(message));
  }

  /** Messages are bounded too: a server that floods the gateway loses the link. */
  private void take(int bytes, Runnable task) {
    long cost = bytes + MESSAGE_COST;
    long before = untaken.getAndAdd(cost);
    if (before + cost <= MAX_UNTAKEN) {
      post(
          () -> {
            untaken.addAndGet(-cost);
            task.run();
          });
    } else if (before <= MAX_UNTAKEN) {
      post(() -> lost("messages come faster than they can be taken in"));
    }
  }

  @Override
  public void ended(LinkEnd end) {
    post(
        () -> {
          switch (end.kind()) {
            case UNREACHABLE -> ended(end.reason(), AfterEnd.UNREACHABLE);
            case LOST -> linkLost(end.reason());
            case SESSION_CLEARED -> cleared(end.reason());
            default -> throw new IllegalStateException(end.toString());
          }
        });
  }

  /** An attempt that will be another one than this need not wait. */
  private void linkLost(String reason) {
    boolean other = outgoing.filter(context.refusals()::linkLost).isPresent();
    AfterEnd unestablished = other ? AfterEnd.AT_ONCE : AfterEnd.RETRY;
    ended(afterConnect(reason), isEstablished() ? AfterEnd.LOST : unestablished);
  }

  /** A broker closes for what a user may not publish, or drops it without a word. */
  private String afterConnect(String reason) {
    boolean connect = phase == Phase.SEQUENCE && sequence.orElseThrow().isUnanswered();
    String destination = link.map(CloudLink::destination).orElse("");
    return connect && !destination.isEmpty()
        ? reason + " after the Connect: the user may lack the right to publish on " + destination
        : reason;
  }

  @Override
  public String unheard() {
    String destination = link.map(CloudLink::destination).orElse("");
    return destination.isEmpty()
        ? ""
        : ": the External Server does not run, or the user lacks the right to publish on "
            + destination;
  }

  private void lost(String reason) {
    ended(reason, isEstablished() ? AfterEnd.LOST : AfterEnd.RETRY);
  }

  private void cleared(String reason) {
    if (phase == Phase.SEQUENCE) {
      sequence.orElseThrow().cleared(reason);
    } else {
      ended(reason, AfterEnd.NOTIFIED);
    }
  }

  private void post(Runnable task) {
    context
        .loop()
        .post(
            () -> {
              if (phase != Phase.CLOSED) {
                task.run();
              }
            });
  }

  // The connect sequence.

  private void begin(List<DeviceRecord> listed) {
    phase = Phase.SEQUENCE;
    session = Optional.of(new Session(sessionId, context, outgoing.orElseThrow(), this));
    ConnectSequence begun = new ConnectSequence(context, listed, this);
    sequence = Optional.of(begun);
    begun.start();
  }

  @Override
  public void connect(List<DeviceRecord> devices) {
    List<gateway.protocol.internal.Device> wire = devices.stream().map(ConnectList::wire).toList();
    outgoing
        .orElseThrow()
        .publish(
            Optional.empty(),
            Messages.connect(sessionId, context.settings().get().vehicle(), wire));
  }

  @Override
  public int publish(Introduction introduction) {
    return session.orElseThrow().publish(introduction);
  }

  @Override
  public void answer(int counter, DeviceKey device, Payload command, boolean known) {
    responder.command(counter, device, command, known);
  }

  @Override
  public void failed(String reason, AfterEnd next) {
    ended(reason, next);
  }

  private void respond(int counter, DeviceKey device, CommandResponse.Type type) {
    if (phase == Phase.CLOSED) {
      return;
    }
    context.verdicts().add(type);
    byte[] response = Messages.commandResponse(sessionId, type, counter);
    if (phase == Phase.SEQUENCE && sequence.orElseThrow().answered()) {
      publish(device, response, () -> post(this::settle));
      established();
    } else {
      publish(device, response, () -> {});
    }
  }

  private void publish(DeviceKey device, byte[] response, Runnable acknowledged) {
    Optional<DeviceRecord> record = context.devices().find(device);
    if (record.isPresent()) {
      outgoing.orElseThrow().publish(record, response, acknowledged);
    } else {
      link.orElseThrow().publish(response, acknowledged);
    }
  }

  private void established() {
    phase = Phase.SETTLING;
    Session established = session.orElseThrow();
    List<Introduction> accepted = sequence.orElseThrow().accepted();
    accepted.forEach(established::adopt);
    int largest = accepted.stream().mapToInt(Introduction::bytes).max().orElse(0);
    accepted.forEach(introduction -> context.refusals().accept(introduction.device(), largest));
    timer.start(
        context.settings().get().deadlines().sequence(),
        () -> ended("no acknowledgement from broker", AfterEnd.AT_ONCE));
    host.connected(accepted.size());
  }

  private void settle() {
    timer.start(
        context.settings().get().delays().settle(),
        () -> {
          if (sequence.orElseThrow().accepted().stream().anyMatch(this::hasUndelivered)) {
            ended("the queue was full during the connect sequence", AfterEnd.AT_ONCE);
          } else {
            phase = Phase.RUNNING;
            session.orElseThrow().open();
          }
        });
  }

  private boolean hasUndelivered(Introduction introduction) {
    return !introduction.device().undelivered.isEmpty();
  }

  // What the External Server says.

  private boolean isEstablished() {
    return phase == Phase.SETTLING || phase == Phase.RUNNING;
  }

  private void received(byte[] message) {
    if (phase == Phase.SEQUENCE || isEstablished()) {
      incoming.message(message);
    }
  }

  @Override
  public void connectResponse(ConnectResponse response) {
    if (phase == Phase.SEQUENCE) {
      sequence.orElseThrow().connectResponse(response);
    }
  }

  @Override
  public void statusResponse(int counter) {
    if (phase == Phase.SEQUENCE) {
      sequence.orElseThrow().statusResponse(counter);
    } else {
      session.orElseThrow().statusResponse(counter);
    }
  }

  @Override
  public void command(int counter, DeviceKey device, Payload command) {
    if (phase == Phase.SEQUENCE) {
      sequence.orElseThrow().command(counter, device, command);
    } else {
      responder.command(counter, device, command, context.devices().isKnown(device));
    }
  }

  @Override
  public void commandOutOfOrder() {
    ended("command out of order", isEstablished() ? AfterEnd.AT_ONCE : AfterEnd.RETRY);
  }

  // The end.

  @Override
  public void unanswered(String reason) {
    ended(reason, AfterEnd.AT_ONCE);
  }

  @Override
  public void over() {
    sessionOver = true;
    ended("the last device has left", AfterEnd.IDLE);
  }

  private void ended(String reason, AfterEnd next) {
    if (phase != Phase.CLOSED) {
      host.ended(reason, next);
    }
  }
}
