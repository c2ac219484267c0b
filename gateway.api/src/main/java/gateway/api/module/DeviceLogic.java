package gateway.api.module;

import gateway.api.device.Payload;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The decisions of a module about one device, in the terms of PROTOCOL section 3.1. Its fields are
 * that device's state; the gateway holds the bytes (current status, default command, queued
 * commands) and passes them in.
 *
 * <p>For each status the calls come in this order (PROTOCOL section 3.3): {@link #isStatusValid};
 * for the first status {@link #firstCommand}, for later ones {@link #sendNow} and {@link
 * #aggregate}; last {@link #nextCommand}. {@link #isCommandValid} comes between statuses. Called
 * from one thread at a time. A payload handed in twice is the same object, so an implementation may
 * keep what it parsed and recognise it by reference.
 */
@ConsumerType
public interface DeviceLogic {

  /**
   * Tells whether a status is acceptable. Called with whatever bytes the device sent, also none. A
   * refusal, or an exception, closes the device's connection.
   */
  boolean isStatusValid(Payload status);

  /**
   * Tells whether a command from the cloud is acceptable; never called with an empty one. A
   * refusal, or an exception, is reported to the cloud as INVALID_COMMAND (PROTOCOL section 4.7).
   */
  boolean isCommandValid(Payload command);

  /**
   * Returns the default command of a device that has just sent its first status. On an exception
   * the device is not registered and its connection is closed.
   */
  Payload firstCommand();

  /**
   * Decides whether a status is forwarded to the cloud now. If not, it only becomes part of the
   * current status, which is forwarded at the latest after the status period (15 s by default). An
   * exception counts as "no".
   *
   * @param current the current status, before this one
   * @param status the new status, valid
   */
  boolean sendNow(Payload current, Payload status);

  /**
   * Combines the current status with a new one; the result is the new current status, and what is
   * forwarded. An exception leaves the current status as it is.
   *
   * @param current the current status, before this one
   * @param status the new status, valid
   */
  Payload aggregate(Payload current, Payload status);

  /**
   * Makes the answer to a status. The result is also the default command for the next status. On an
   * exception the device gets no answer and its connection is closed.
   *
   * @param status the status to answer
   * @param current the current status, which already contains {@code status}
   * @param previous the current status before {@code status}; absent for a device's first status
   * @param command the oldest queued command of the cloud, else the default command
   * @return the command, may be empty
   */
  Payload nextCommand(Payload status, Payload current, Optional<Payload> previous, Payload command);
}
