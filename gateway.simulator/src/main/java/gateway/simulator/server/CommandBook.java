package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.simulator.server.ServerListener.SentCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Commands of the API per module, and the published ones that wait for their response. The counter
 * lives as long as the process (PROTOCOL sections 4.3, 4.7 and 4.9).
 */
final class CommandBook {

  private final ScheduledExecutorService executor;
  private final Duration patience;
  private final Runnable unanswered;
  private final Map<Integer, Deque<ApiCommand>> queued = new TreeMap<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Set<Integer> answeredEarly = new HashSet<>();
  private int nextCounter;

  CommandBook(ScheduledExecutorService executor, Duration patience, Runnable unanswered) {
    this.executor = executor;
    this.patience = patience;
    this.unanswered = unanswered;
  }

  /**
   * Queues a command of the API.
   *
   * @param moduleConnected false if no device of its module is connected: then it replaces the
   *     older ones
   */
  void queue(ApiCommand command, boolean moduleConnected) {
    Deque<ApiCommand> commands =
        queued.computeIfAbsent(command.key().module(), module -> new ArrayDeque<>());
    if (!moduleConnected) {
      commands.clear();
    }
    commands.add(command);
  }

  /** Takes the oldest queued command of a module. */
  Optional<ApiCommand> next(int module) {
    Deque<ApiCommand> commands = queued.get(module);
    return commands == null ? Optional.empty() : Optional.ofNullable(commands.poll());
  }

  /**
   * Takes the commands of the connect sequence: those of the API first, then an empty one for each
   * device without. What the API has for other devices, and second commands, are dropped.
   */
  List<SentCommand> first(Collection<Device> accepted) {
    Map<DeviceKey, Device> waiting = new LinkedHashMap<>();
    accepted.forEach(device -> waiting.put(device.key(), device));
    List<SentCommand> first = new ArrayList<>();
    for (Deque<ApiCommand> commands : queued.values()) {
      for (ApiCommand command : commands) {
        Device device = waiting.get(command.key());
        if (device != null && command.isFor(device)) {
          waiting.remove(command.key());
          first.add(issue(device, command.data(), true));
        }
      }
      commands.clear();
    }
    waiting.values().forEach(device -> first.add(issue(device, Payload.EMPTY, false)));
    return first;
  }

  /** Gives a command its counter and starts to wait for the response. The priority becomes 0. */
  SentCommand issue(Device device, Payload data, boolean fromApi) {
    Device weakened = new Device(device.key(), device.name(), 0);
    SentCommand command = new SentCommand(nextCounter++, weakened, data, fromApi);
    pending.add(
        new Pending(
            command, executor.schedule(unanswered, patience.toNanos(), TimeUnit.NANOSECONDS)));
    return command;
  }

  /** Finds the device of an unanswered command. */
  Optional<Device> deviceOf(int counter) {
    return pending.stream()
        .filter(waiting -> waiting.command.counter() == counter)
        .map(waiting -> waiting.command.device())
        .findFirst();
  }

  /** Takes a response and returns the commands that are answered in order now. */
  List<SentCommand> answered(int counter) {
    answeredEarly.add(counter);
    List<SentCommand> answered = new ArrayList<>();
    while (!pending.isEmpty() && answeredEarly.remove(pending.peek().command.counter())) {
      Pending oldest = pending.poll();
      oldest.timer.cancel(false);
      answered.add(oldest.command);
    }
    if (pending.isEmpty()) {
      answeredEarly.clear();
    }
    return answered;
  }

  /** Forgets what waits for a response; the queued commands and the counter stay. */
  void reset() {
    pending.forEach(waiting -> waiting.timer.cancel(false));
    pending.clear();
    answeredEarly.clear();
  }

  /**
   * A command of the API.
   *
   * @param name device name; empty matches any
   */
  record ApiCommand(DeviceKey key, Optional<String> name, Payload data) {

    boolean isFor(Device device) {
      return name.isEmpty() || name.get().equals(device.name());
    }
  }

  private record Pending(SentCommand command, ScheduledFuture<?> timer) {}
}
