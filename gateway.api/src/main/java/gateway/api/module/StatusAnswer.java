package gateway.api.module;

import gateway.api.device.Payload;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The decisions of a module about one status: the answers to the calls of {@link DeviceLogic} for
 * it, in the order of PROTOCOL section 3.3. An exception of a method has the same consequence as an
 * exception of that call; the other answers stay valid.
 *
 * <p>Asked on the same thread as {@link DeviceLogic}, before its next call; each method at most
 * once, in the order below; only {@link #refusalReason} after a refusal, the others after none. All
 * answers must be ready: a method that waits blocks the lane. No method returns null, nor a payload
 * above 1 MiB: either counts as an exception.
 */
@ConsumerType
public interface StatusAnswer {

  /** Returns {@link DeviceLogic#isStatusValid}. If it is false, nothing else may have changed. */
  boolean isValid();

  /** Returns {@link DeviceLogic#refusalReason} for this status; asked after some refusals. */
  String refusalReason();

  /** Returns {@link DeviceLogic#sendNow}; not asked for a first status, which is always sent. */
  boolean sendNow();

  /**
   * Returns the new current status, from {@link DeviceLogic#aggregate}; not asked for a first
   * status, which is the current one as it is.
   */
  Payload aggregate();

  /**
   * Returns the answer to the device, which is also the next default command: {@link
   * DeviceLogic#nextCommand}; for a first status {@link DeviceLogic#firstCommand}, passed through
   * {@link DeviceLogic#nextCommand} if {@link StatusQuestion#firstStatusGeneratesCommand}.
   */
  Payload command();
}
