package gateway.api.module;

import gateway.api.device.Payload;
import java.util.Objects;
import java.util.Optional;

/**
 * A status of a device, and all that is needed to answer it at once; see {@link
 * DeviceLogic#answer}.
 *
 * @param status the status as it came, any bytes
 * @param current the current status, before this one; absent for a device's first status; maybe
 *     left by another version
 * @param command the input of the answer: the oldest queued command of the cloud, else the default
 *     command; empty for a device's first status, for which {@link DeviceLogic#firstCommand} says
 *     it; maybe left by another version
 * @param firstStatusGeneratesCommand whether the answer to a first status passes through {@link
 *     DeviceLogic#nextCommand}: {@link ModuleProperties#firstStatusGeneratesCommand}
 */
public record StatusQuestion(
    Payload status,
    Optional<Payload> current,
    Payload command,
    boolean firstStatusGeneratesCommand) {

  /**
   * Makes a question.
   *
   * @throws NullPointerException if an argument is null
   */
  public StatusQuestion {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(current, "current");
    Objects.requireNonNull(command, "command");
  }
}
