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
 * #aggregate}; last {@link #nextCommand}. {@link #isCommandValid} comes between statuses. Never
 * called concurrently, see the package. A logic for which each call is a request to another process
 * may answer a whole status at once instead, see {@link #answersWhole}. A payload handed in twice
 * is the same object, so an implementation may keep what it parsed and recognise it by reference.
 *
 * <p>The gateway drops the object when the device disconnects, or when another version of the
 * module takes over; no call says so.
 */
@ConsumerType
public interface DeviceLogic {

  /**
   * Tells whether a status is acceptable ({@code status_data_valid}). Called with the bytes that
   * the device sent, which may be any bytes or none. A refusal, or an exception, closes the
   * device's connection.
   */
  boolean isStatusValid(Payload status);

  /**
   * Tells whether a command from the cloud is acceptable ({@code command_data_valid}); never called
   * with an empty one. A refusal, or an exception, is reported to the cloud as INVALID_COMMAND
   * (PROTOCOL section 4.7).
   */
  boolean isCommandValid(Payload command);

  /**
   * Returns why {@link #isStatusValid} or {@link #isCommandValid}, whichever was called last, has
   * returned false: one short sentence for the gateway's log that names the faulty key, such as
   * {@code telemetry.speed is missing}, and does not repeat the payload. Called only directly after
   * such a refusal, and not after each. Empty if there is nothing to say.
   */
  default String refusalReason() {
    return "";
  }

  /**
   * Returns the default command of a device that has just sent its first status ({@code
   * generate_first_command}). On an exception the device is not registered and its connection is
   * closed.
   *
   * @return the command, may be empty
   */
  Payload firstCommand();

  /**
   * Decides whether a status is forwarded to the cloud now ({@code send_status_condition}). If not,
   * it only becomes part of the current status, which is forwarded at the latest after the status
   * period (15 s by default). An exception counts as "no".
   *
   * @param current the current status, before this one; maybe left by another version
   * @param status the new status, valid
   */
  boolean sendNow(Payload current, Payload status);

  /**
   * Combines the current status with a new one ({@code aggregate_status}); the result is the new
   * current status, and what is forwarded. An exception leaves the current status as it is.
   *
   * @param current the current status, before this one; maybe left by another version
   * @param status the new status, valid
   */
  Payload aggregate(Payload current, Payload status);

  /**
   * Makes the answer to a status ({@code generate_command}). The result is also the default command
   * for the next status. On an exception the device gets no answer and its connection is closed.
   *
   * @param status the status to answer
   * @param current the current status, which already contains {@code status}
   * @param previous the current status before {@code status}; absent for a device's first status
   * @param command the oldest queued command of the cloud, else the default command; maybe left by
   *     another version
   * @return the command, may be empty
   */
  Payload nextCommand(Payload status, Payload current, Optional<Payload> previous, Payload command);

  /**
   * Tells whether this logic answers whole statuses. If so, the gateway calls {@link #answer} for
   * each status instead of the single calls, which may then throw {@link
   * UnsupportedOperationException}; all but {@link #isCommandValid}, and {@link #refusalReason}
   * after it. Called once, directly after {@link FleetModule#newDevice}, and treated as a part of
   * that call.
   */
  default boolean answersWhole() {
    return false;
  }

  /**
   * Answers a whole status (PROTOCOL section 3.3), where {@link #answersWhole}: one request instead
   * of four to a logic that lives in another process. Must decide as the single calls would, if
   * they are supported. Called once for each status, before anything else is asked about it; its
   * time and its exceptions count as those of {@link #isStatusValid}: an exception refuses the
   * status and closes the device's connection. A later failure is reported by the method of the
   * answer that throws.
   *
   * <p>Composed of the single calls unless overridden, one by one, as the answer is read.
   *
   * @param question the status, and where its device stands
   */
  default StatusAnswer answer(StatusQuestion question) {
    return new SingleCalls(this, question);
  }
}
