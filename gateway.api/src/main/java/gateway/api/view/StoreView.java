package gateway.api.view;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store of undelivered data, offered by the external client (PROTOCOL section 4.12). While it
 * is degraded, devices are served and statuses are delivered as usual, but undelivered data is lost
 * when the process ends.
 */
@ProviderType
public interface StoreView {

  /** Returns the store as it is now. */
  StoreSnapshot snapshot();

  /**
   * The store.
   *
   * @param place the folder it is in
   * @param state what it can do
   * @param inState time since it came into this state
   * @param reason why it is degraded; empty otherwise
   * @param bytes its size on the disk
   * @param maxBytes maximum size on the disk
   * @param bytesWritten bytes written to the file system since it was opened
   */
  record StoreSnapshot(
      String place,
      State state,
      Duration inState,
      String reason,
      long bytes,
      long maxBytes,
      long bytesWritten) {}

  /** State of the store. */
  enum State {
    /** It is being read. */
    OPENING,
    /** Undelivered data is on the disk. */
    OK,
    /** Undelivered data is in memory only; the store retries by itself. */
    DEGRADED
  }
}
