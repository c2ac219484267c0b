package gateway.external.session;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.external.base.Timer;
import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.undelivered.TrackedStatus;
import gateway.protocol.external.ConnectResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The connect sequence (PROTOCOL section 4.5): Connect, then one status at a time, then a command
 * for each accepted device. On the endpoint's context.loop().
 */
final class ConnectSequence {

  /** Hears the outcome and publishes; outcomes are called at most once. */
  interface Host {
    /** Publishes the Connect. */
    void connect(List<DeviceRecord> devices);

    /** Publishes a CONNECTING and returns its counter. */
    int publish(Introduction introduction);

    /** Answers a command, through {@link ConnectSequence#answered}. */
    void answer(int counter, DeviceKey device, Payload command, boolean known);

    void failed(String reason, AfterEnd next);

    /** Returns in words why nothing may answer a Connect. */
    String unheard();
  }

  private enum Step {
    CONNECT,
    STATUSES,
    COMMANDS,
    ENDED
  }

  private enum Answer {
    NONE,
    ACCEPTED,
    REFUSED
  }

  private static final class Sent {
    final int counter;
    final Introduction introduction;
    final int bytes;
    Answer answer = Answer.NONE;
    boolean overdue;

    Sent(int counter, Introduction introduction) {
      this.counter = counter;
      this.introduction = introduction;
      this.bytes = introduction.bytes();
    }
  }

  private final EndpointContext context;
  private final Host host;
  private final List<DeviceRecord> listed;
  private final Deque<DeviceRecord> unsent;
  private final List<Sent> sent = new ArrayList<>();
  private Step step = Step.CONNECT;
  private final Timer timer;
  private long lastAnswer;
  private int answeredCommands;

  ConnectSequence(EndpointContext context, List<DeviceRecord> listed, Host host) {
    this.context = context;
    this.listed = listed;
    this.unsent = new ArrayDeque<>(listed);
    this.host = host;
    this.timer = new Timer(context.loop());
    restartTimer();
  }

  void start() {
    lastAnswer = context.loop().now();
    listed.forEach(device -> context.backlog().hold(device.undelivered));
    host.connect(listed);
  }

  void connectResponse(ConnectResponse response) {
    if (step != Step.CONNECT) {
      return;
    }
    if (response.getType() != ConnectResponse.Type.OK) {
      fail("already logged in", AfterEnd.RETRY_LOGGED);
      return;
    }
    context.refusals().connectTaken();
    lastAnswer = context.loop().now();
    step = Step.STATUSES;
    sendNext();
  }

  void statusResponse(int counter) {
    if (step == Step.CONNECT) {
      fail("StatusResponse before ConnectResponse", AfterEnd.RETRY);
      return;
    }
    Optional<Sent> found = sent.stream().filter(s -> s.counter == counter).findFirst();
    if (found.isEmpty()) {
      fail("StatusResponse with unknown counter", AfterEnd.RETRY);
      return;
    }
    if (found.get().answer != Answer.NONE) {
      return;
    }
    lastAnswer = context.loop().now();
    found.get().answer = Answer.ACCEPTED;
    for (Sent earlier : sent) {
      if (earlier.counter < counter) {
        refuse(earlier);
      }
    }
    if (step == Step.STATUSES && outstanding().isEmpty()) {
      sendNext();
    }
  }

  /** A command of step 3. An early one says that the server waits for no further status. */
  void command(int counter, DeviceKey device, Payload command) {
    if (step == Step.CONNECT) {
      fail("Command before ConnectResponse", AfterEnd.RETRY);
      return;
    }
    if (accepted().isEmpty()) {
      fail("Command before a device was accepted", AfterEnd.RETRY);
      return;
    }
    lastAnswer = context.loop().now();
    step = Step.COMMANDS;
    releaseUnsent();
    sent.forEach(this::refuse);
    restartTimer();
    Optional<Introduction> introduction =
        accepted().stream().filter(i -> i.device().key.equals(device)).findFirst();
    host.answer(counter, device, command, introduction.filter(i -> !isGone(i)).isPresent());
  }

  /** Counts an answer to a command; tells whether it is the last one of the sequence. */
  boolean answered() {
    answeredCommands++;
    if (step != Step.COMMANDS || answeredCommands < accepted().size()) {
      return false;
    }
    end();
    return true;
  }

  /** The server has cleared its session (PROTOCOL sections 4.9 and 4.10). */
  void cleared(String reason) {
    Optional<Sent> outstanding = outstanding();
    outstanding.ifPresent(s -> context.refusals().suspect(s.introduction.device(), s.bytes));
    boolean othersLeft =
        outstanding.isEmpty() || listed.stream().anyMatch(device -> device.refusal == Refusal.NONE);
    fail(reason, othersLeft ? AfterEnd.NOTIFIED : AfterEnd.RETRY);
  }

  /** Tells whether nothing has answered the Connect. */
  boolean isUnanswered() {
    return step == Step.CONNECT;
  }

  /** Returns the accepted devices, in the order of their statuses. */
  List<Introduction> accepted() {
    return sent.stream().filter(s -> s.answer == Answer.ACCEPTED).map(s -> s.introduction).toList();
  }

  /** Returns how many statuses were sent and not refused. */
  int sent() {
    return (int) sent.stream().filter(s -> s.answer != Answer.REFUSED).count();
  }

  /** Ends the sequence without success: whatever it sent is undelivered. */
  void close() {
    end();
    for (Sent s : sent) {
      if (s.answer != Answer.REFUSED) {
        s.introduction.failed(context.backlog());
        context.refusals().postpone(s.introduction.device());
      }
    }
    releaseUnsent();
  }

  private void releaseUnsent() {
    unsent.forEach(device -> context.backlog().release(device.undelivered, Optional.empty()));
    unsent.clear();
  }

  private void end() {
    step = Step.ENDED;
    timer.stop();
  }

  private void fail(String reason, AfterEnd next) {
    if (step != Step.ENDED) {
      end();
      host.failed(reason, next);
    }
  }

  private void sendNext() {
    restartTimer();
    DeviceRecord device = unsent.poll();
    if (device != null) {
      Introduction introduction = Introduction.of(device, context.devices());
      if (introduction.bytes() > context.refusals().maxBytes(device)) { // grew since the Connect
        introduction.failed(context.backlog());
        context.refusals().tooLarge(device, introduction.bytes());
        fail("a status became too large during the connect sequence", AfterEnd.AT_ONCE);
        return;
      }
      sent.add(new Sent(host.publish(introduction), introduction));
    } else if (accepted().isEmpty()) {
      fail("no device was accepted", AfterEnd.RETRY);
    } else {
      step = Step.COMMANDS;
    }
  }

  private Optional<Sent> outstanding() {
    return sent.stream().filter(s -> s.answer == Answer.NONE && !s.overdue).findFirst();
  }

  private void timedOut() {
    if (step == Step.CONNECT) {
      fail("no ConnectResponse" + host.unheard(), AfterEnd.AT_ONCE);
    } else if (step == Step.COMMANDS) {
      suspectUnanswered(); // the server may wait for a status that a broker has dropped
      fail("no Command in the connect sequence", AfterEnd.RETRY);
    } else if (step == Step.STATUSES) {
      outstanding().ifPresent(s -> s.overdue = true);
      if (context.loop().now() - lastAnswer < context.settings().get().deadlines().status()) {
        sendNext();
      } else {
        suspectUnanswered();
        fail("no StatusResponse in the connect sequence", AfterEnd.RETRY);
      }
    }
  }

  private void suspectUnanswered() {
    sent.stream()
        .filter(s -> s.answer == Answer.NONE)
        .forEach(s -> context.refusals().suspect(s.introduction.device(), s.bytes));
  }

  private void refuse(Sent passedOver) {
    if (passedOver.answer == Answer.NONE) {
      passedOver.answer = Answer.REFUSED;
      context
          .refusals()
          .refuse(passedOver.introduction, passedOver.bytes, largestAnswered(), false);
    }
  }

  private int largestAnswered() {
    return sent.stream()
        .filter(s -> s.answer == Answer.ACCEPTED)
        .mapToInt(s -> s.bytes)
        .max()
        .orElse(0);
  }

  private void restartTimer() {
    timer.start(context.settings().get().deadlines().sequence(), this::timedOut);
  }

  private static boolean isGone(Introduction introduction) {
    Deque<TrackedStatus> waiting = introduction.device().waiting;
    return waiting.isEmpty() ? introduction.gone() : waiting.peekLast().report.last();
  }
}
