package gateway.external.session;

import static java.util.Objects.requireNonNull;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.LogLimit;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ServedModule;
import gateway.protocol.external.CommandResponse.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers commands (PROTOCOL section 4.7): validated first, but only within the deadline. Answers
 * keep the order of the commands per module, so that a module that hangs delays no other one's
 * devices. On the endpoint's context.loop().
 */
final class CommandResponder {

  private static final Logger LOG = LoggerFactory.getLogger(CommandResponder.class);

  /** Where answers go. */
  @FunctionalInterface
  interface Answers {
    /** Publishes a CommandResponse. */
    void answer(int counter, DeviceKey device, Type type);
  }

  private static final class OpenCommand {
    final int counter;
    final DeviceKey device;
    Optional<Type> type = Optional.empty();

    OpenCommand(int counter, DeviceKey device) {
      this.counter = counter;
      this.device = device;
    }
  }

  /** Far above what devices can take; the commands of a flood must not fill the memory. */
  private static final long MAX_VALIDATING =
      Math.min(4 * 1024 * 1024, MemoryShare.RECEIVED.bytes() / 4);

  private final EndpointContext context;
  private final Answers answers;
  private final Map<Integer, Deque<OpenCommand>> openByModule = new HashMap<>();
  private final LogLimit drops = new LogLimit();
  private int validating;

  CommandResponder(EndpointContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  /**
   * Answers a command, now or within the deadline.
   *
   * @param connected whether the device is known to the External Server in this session
   */
  void command(int counter, DeviceKey device, Payload command, boolean connected) {
    OpenCommand open = new OpenCommand(counter, device);
    Deque<OpenCommand> queue =
        openByModule.computeIfAbsent(device.module(), m -> new ArrayDeque<>());
    queue.add(open);
    Optional<Type> refusal = refusal(device, connected);
    if (refusal.isPresent() || command.isEmpty()) {
      open.type = Optional.of(refusal.orElse(Type.OK));
    } else if (validating + (long) command.size() > MAX_VALIDATING) {
      dropped(device, "too many commands wait to be validated");
      open.type = Optional.of(Type.OK);
    } else {
      validate(open, device, command);
    }
    flush(device.module());
  }

  private Optional<Type> refusal(DeviceKey device, boolean connected) {
    Optional<ModuleCatalog> catalog = context.stages().catalog();
    Optional<ServedModule> module = catalog.flatMap(c -> c.find(device.module()));
    boolean served =
        context.carried().test(device.module())
            && (module.isPresent() || catalog.map(c -> c.isAwaited(device.module())).orElse(true));
    if (!served) {
      return Optional.of(Type.DEVICE_NOT_SUPPORTED);
    }
    if (connected) {
      return Optional.empty();
    }
    boolean supported = module.map(m -> m.deviceTypes().supports(device.deviceType())).orElse(true);
    return Optional.of(supported ? Type.DEVICE_NOT_CONNECTED : Type.DEVICE_NOT_SUPPORTED);
  }

  private void validate(OpenCommand open, DeviceKey device, Payload command) {
    CompletableFuture<Verdict> verdict = offer(device, command);
    if (verdict.isDone()) {
      judge(open, device, verdict);
      return;
    }
    validating += command.size();
    Future<?> timer =
        context
            .loop()
            .after(
                context.settings().get().deadlines().command(),
                () -> verdict.complete(Verdict.LATE));
    verdict.whenComplete(
        (v, failure) ->
            context
                .loop()
                .post(
                    () -> {
                      timer.cancel(false);
                      validating -= command.size();
                      judge(open, device, verdict);
                      flush(device.module());
                    }));
  }

  private CompletableFuture<Verdict> offer(DeviceKey device, Payload command) {
    Optional<CommandSink> sink = context.stages().commands();
    if (sink.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("no handler"));
    }
    try {
      return sink.get().command(device, command);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void judge(OpenCommand open, DeviceKey device, CompletableFuture<Verdict> verdict) {
    if (verdict.isCompletedExceptionally()) {
      dropped(device, "the handler does not take it");
      open.type = Optional.of(Type.OK);
      return;
    }
    Verdict result = verdict.join();
    if (result == Verdict.LATE) {
      dropped(device, "its module did not validate it in time");
    }
    open.type = Optional.of(result == Verdict.INVALID ? Type.INVALID_COMMAND : Type.OK);
  }

  private void dropped(DeviceKey device, String why) {
    drops.log(
        more ->
            LOG.warn(
                "Endpoint {}: command for {} answered OK and dropped: {}{}",
                context.name(),
                device,
                why,
                more));
  }

  private void flush(int module) {
    Deque<OpenCommand> queue = requireNonNull(openByModule.get(module));
    while (!queue.isEmpty() && queue.peek().type.isPresent()) {
      OpenCommand open = queue.remove();
      answers.answer(open.counter, open.device, answer(open));
    }
    if (queue.isEmpty()) {
      openByModule.remove(module);
    }
  }

  /** A device that has come back meanwhile would be forgotten for DEVICE_NOT_CONNECTED. */
  private Type answer(OpenCommand open) {
    Type type = open.type.orElseThrow();
    return type == Type.DEVICE_NOT_CONNECTED && context.devices().isKnown(open.device)
        ? Type.OK
        : type;
  }
}
