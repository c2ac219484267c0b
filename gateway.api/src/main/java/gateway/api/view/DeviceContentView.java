package gateway.api.view;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a stage keeps of one device, for a person who looks at that device. Offered by the handler
 * (PROTOCOL section 3.2) and by the external client (PROTOCOL section 4.12), which keeps the error
 * message of a device that has left too.
 */
@ProviderType
public interface DeviceContentView {

  /** The names of contents, in the order in which people read them. */
  List<String> NAMES =
      List.of(
          "current status",
          "last command",
          "waiting command",
          "error message",
          "undelivered status",
          "last sent status");

  /**
   * Returns the contents of a device. May be called from any thread; returns at once.
   *
   * @return completes on the thread that owns the device; empty for a device that is not known
   *     here. The caller bounds its wait: while a module hangs nothing is answered
   */
  CompletionStage<List<Content>> contents(DeviceKey device);

  /**
   * A content.
   *
   * @param name what it is, one of {@link #NAMES}
   * @param value the bytes as the device, its module or the cloud made them
   */
  record Content(String name, Payload value) {}
}
