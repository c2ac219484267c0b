package gateway.testkit;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a device to a {@link OneModuleGateway}. After it has ended, {@link
 * OneModuleGateway#device} makes a new one.
 *
 * <p>Payloads are given and returned as text (UTF-8), or as bytes.
 */
public final class TestDevice {

  private static final Duration ANSWER_DEADLINE = Duration.ofMillis(250);

  private final OneModuleGateway gateway;
  private final Device device;
  private final DeviceUplink uplink;
  private final List<Payload> pushed = new ArrayList<>();
  private Optional<DisconnectCause> disconnectCause = Optional.empty();
  private boolean awaiting;
  private @Nullable Payload answer;
  private String refusalReason = "";

  TestDevice(OneModuleGateway gateway, Device device) {
    this.gateway = gateway;
    this.device = device;
    uplink = gateway.handler().connect(device, new Link());
  }

  private final class Link implements DeviceDownlink {

    @Override
    public void command(Payload command) {
      if (awaiting) {
        awaiting = false;
        answer = command;
      } else {
        pushed.add(command);
      }
    }

    @Override
    public void disconnect(DisconnectCause cause) {
      disconnectCause = Optional.of(cause);
    }
  }

  /**
   * Sends a status and returns the command that answers it, which may be empty.
   *
   * @throws DisconnectedException if the gateway closes the connection instead, with the exception
   *     of the module as its cause
   * @throws IllegalStateException if the connection has ended before
   */
  public String status(String status) {
    return status(Payload.ofText(status)).toText();
  }

  /** Sends a status of any bytes, as {@link #status(String)} does. */
  public Payload status(Payload status) {
    if (!isConnected()) {
      throw new IllegalStateException(
          "device " + device.key() + " has left (" + disconnectCause.get().text() + ")");
    }
    gateway.forgetAnswers();
    awaiting = true;
    answer = null;
    uplink.status(status);
    gateway.advance(Duration.ZERO);
    if (awaiting && isConnected()) {
      gateway.advance(ANSWER_DEADLINE);
    }
    if (awaiting && isConnected()) {
      leave(DisconnectCause.DEADLINE);
    }
    awaiting = false;
    refusalReason = gateway.reason();
    if (answer == null) {
      throw disconnected(status);
    }
    return answer;
  }

  private DisconnectedException disconnected(Payload status) {
    DisconnectCause cause = disconnectCause.orElseThrow();
    Optional<Throwable> thrown = gateway.failure();
    String why = thrown.map(t -> "the module threw " + t).orElse(refusalReason);
    return new DisconnectedException(
        "device "
            + device.key()
            + " was disconnected ("
            + cause.text()
            + ") on status "
            + PayloadText.of(status)
            + (why.isEmpty() ? "" : ": " + why),
        cause,
        thrown.orElse(null));
  }

  /**
   * Sends a command of the cloud to this device; it waits for the next status, three at most.
   *
   * @return the text for the cloud
   */
  public Verdict command(String command) {
    return command(Payload.ofText(command));
  }

  /** Sends a command of any bytes, as {@link #command(String)} does. */
  public Verdict command(Payload command) {
    gateway.forgetAnswers();
    CompletableFuture<Verdict> verdict = gateway.commands().command(device.key(), command);
    gateway.advance(Duration.ZERO);
    refusalReason = gateway.reason();
    return verdict.join();
  }

  /** Returns why the module refused the last status or command; empty if it did not, or not say. */
  public String refusalReason() {
    return refusalReason;
  }

  /** Returns the commands that came without being an answer, of a module with push commands. */
  public List<String> pushed() {
    return pushed.stream().map(Payload::toText).toList();
  }

  /** Ends the connection from the device's side. */
  public void disconnect() {
    if (isConnected()) {
      leave(DisconnectCause.CLIENT_CLOSED);
    }
  }

  private void leave(DisconnectCause cause) {
    disconnectCause = Optional.of(cause);
    uplink.disconnected(cause);
    gateway.advance(Duration.ZERO);
  }

  /** Tells whether the device is connected. */
  public boolean isConnected() {
    return disconnectCause.isEmpty();
  }

  /** Returns why the connection has ended; empty while the device is connected. */
  public Optional<DisconnectCause> disconnectCause() {
    return disconnectCause;
  }

  /**
   * Returns the data that the cloud has received from the device, oldest first, over all its
   * connections.
   */
  public List<Forwarded> forwarded() {
    return gateway.cloud().forwarded(device.key());
  }

  /**
   * Returns the error message so far: the error message for the cloud about the statuses it misses.
   */
  public Optional<String> error() {
    return gateway.cloud().error(device.key()).map(Payload::toText);
  }

  /**
   * Returns how many undelivered statuses are not in the error message, because the module failed
   * on them or the message would have become larger than 64 KiB.
   */
  public int lost() {
    return gateway.cloud().lost(device.key());
  }
}
