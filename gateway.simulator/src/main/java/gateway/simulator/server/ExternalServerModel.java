package gateway.simulator.server;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.protocol.external.ExternalClient;
import gateway.simulator.server.CommandBook.ApiCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The External Server of one vehicle as the real one behaves (v2.2.14; PROTOCOL sections 4.5 to
 * 4.11 and 8.3), weaknesses included: what it rejects, what it leaves unanswered, and what ends its
 * session.
 *
 * <p>The state belongs to the executor, which must run one task at a time; the public methods may
 * be called on any thread.
 */
public final class ExternalServerModel {

  private enum Phase {
    OFFLINE,
    DEAF,
    CONNECTING,
    RUNNING
  }

  private final ServerTimes times;
  private final ScheduledExecutorService executor;
  private final ServerOutput output;
  private final ServerListener listener;
  private final Outbox outbox;
  private final StatusOrder order;
  private final CommandBook commands;
  private final Session session;
  private final ConnectSequence sequence;
  private final RunningSession running;

  /**
   * Messages that were not looked at yet. In a running session each arrival makes the server look
   * at one; a message that came while the connect sequence completed stays in between, and all that
   * follow are handled one late.
   */
  private final Deque<ExternalClient> inbox = new ArrayDeque<>();

  private Phase phase = Phase.OFFLINE;
  private @Nullable ScheduledFuture<?> timer;

  /** Makes a server that waits for {@link #brokerConnected}. */
  public ExternalServerModel(
      ServerSettings settings,
      ScheduledExecutorService executor,
      LongSupplier nanoTime,
      ServerOutput output,
      ServerListener listener) {
    times = settings.times();
    this.executor = executor;
    this.output = output;
    this.listener = listener;
    outbox = new Outbox(output, executor, settings.maxUnacknowledged());
    order = new StatusOrder(executor, times.message(), () -> end("a skipped status never came"));
    commands = new CommandBook(executor, times.message(), () -> end("a command was not answered"));
    session = new Session(outbox, commands, listener);
    sequence =
        new ConnectSequence(settings, this::after, session, listener, this::readOn, this::run);
    running =
        new RunningSession(settings, this::after, nanoTime, session, order, commands, listener);
  }

  /** The connection to the broker is there. */
  public void brokerConnected() {
    executor.execute(this::subscribe);
  }

  /** The connection to the broker is gone; what was unacknowledged is published again later. */
  public void brokerLost() {
    executor.execute(
        () -> {
          if (phase != Phase.OFFLINE) {
            outbox.interrupt();
            clear(Phase.OFFLINE);
            listener.sessionEnded("connection to the broker lost", false);
            listener.brokerLost();
          }
        });
  }

  /** Takes what the gateway has published. */
  public void receive(byte[] message) {
    executor.execute(() -> arrived(message));
  }

  /**
   * Sends a command as if the API had given it: in a running session with a connected device of its
   * module at once, otherwise in the next connect sequence.
   *
   * @param name name of the device; empty to use the known one
   */
  public void command(DeviceKey device, Optional<String> name, Payload data) {
    executor.execute(() -> attempt(() -> queue(new ApiCommand(device, name, data))));
  }

  /** Ends the session with its notification, as a graceful stop does, and goes offline. */
  public void stop() {
    executor.execute(
        () -> {
          if (phase != Phase.OFFLINE) {
            boolean notified = phase != Phase.DEAF && outbox.notifyDisconnect();
            clear(Phase.OFFLINE);
            output.unsubscribe();
            listener.sessionEnded("stopped", notified);
          }
        });
  }

  private void subscribe() {
    clear(Phase.DEAF);
    output
        .subscribe()
        .whenComplete(
            (subscribed, lost) -> {
              if (lost == null) {
                executor.execute(this::awaitConnect);
              }
            });
  }

  private void awaitConnect() {
    if (phase == Phase.DEAF) {
      phase = Phase.CONNECTING;
      outbox.publishAgain();
      sequence.begin();
      listener.listening();
    }
  }

  private void arrived(byte[] bytes) {
    if (phase == Phase.OFFLINE || phase == Phase.DEAF) {
      listener.ignored("a message while deaf");
      return;
    }
    try {
      inbox.add(ExternalClient.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      listener.ignored("a message that is none of the protocol");
      return;
    }
    attempt(phase == Phase.RUNNING ? () -> running.handle(inbox.poll()) : this::readOn);
  }

  /** Reads as long as the connect sequence waits for a message and there is one. */
  private void readOn() throws SessionOver {
    while (sequence.isReading() && !inbox.isEmpty()) {
      sequence.handle(inbox.poll());
    }
  }

  private void run() {
    phase = Phase.RUNNING;
    running.begin();
  }

  private void queue(ApiCommand command) throws SessionOver {
    int module = command.key().module();
    boolean connected = session.hasDeviceOf(module);
    commands.queue(command, connected);
    if (phase == Phase.RUNNING && connected) {
      session.sendQueued(module);
    }
  }

  private void end(String reason) {
    boolean notified = outbox.notifyDisconnect();
    if (!notified) {
      outbox.interrupt();
    }
    clear(Phase.DEAF);
    output.unsubscribe();
    listener.sessionEnded(reason, notified);
    after(times.deaf(), this::subscribe);
  }

  private void clear(Phase next) {
    stopTimer();
    phase = next;
    inbox.clear();
    order.reset();
    session.clear();
  }

  private void after(Duration delay, Timer.Step step) {
    stopTimer();
    timer = executor.schedule(() -> attempt(step), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void attempt(Timer.Step step) {
    try {
      step.run();
    } catch (SessionOver e) {
      String reason = String.valueOf(e.getMessage());
      if (e.isViolation()) {
        listener.violated(reason);
      }
      end(reason);
    }
  }
}
