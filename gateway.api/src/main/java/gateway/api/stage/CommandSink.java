package gateway.api.stage;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** Receives commands from the cloud, offered by the handler (PROTOCOL sections 3.7 and 4.7). */
@ProviderType
public interface CommandSink {

  /**
   * Validates a command on the lane of its module and queues it for the device's next status: three
   * at most, the oldest is dropped. May be called from any thread; the commands of one device are
   * queued in the order of the calls. An empty command is accepted and ignored.
   *
   * @return completes on any thread with the verdict. The caller bounds its wait (250 ms by
   *     default) by completing the future itself: a command whose future is complete before the
   *     module has accepted it is dropped
   */
  CompletableFuture<Verdict> command(DeviceKey device, Payload command);

  /** The result of a command. */
  enum Verdict {
    /** Queued, or empty and ignored. */
    ACCEPTED,
    /** The module refused it. */
    INVALID,
    /** No device with this key is live. */
    DEVICE_NOT_CONNECTED,
    /** No module serves the number, or it does not support the device type. */
    DEVICE_NOT_SUPPORTED,
    /** The module did not answer in time; set by the caller. */
    LATE
  }
}
