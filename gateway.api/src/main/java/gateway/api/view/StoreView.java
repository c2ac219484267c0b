package gateway.api.view;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store of undelivered data, offered by the external client (PROTOCOL section 4.12). While it
 * is degraded, devices are served and statuses delivered as ever, but what is undelivered would not
 * survive the process.
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
   * @param maxBytes bound of its size on the disk
   * @param bytesWritten bytes given to the file system since it was opened
   */
  record StoreSnapshot(
      String place,
      State state,
      Duration inState,
      String reason,
      long bytes,
      long maxBytes,
      long bytesWritten) {}

  /** What the store can do. */
  enum State {
    /** It is being read. */
    OPENING,
    /** What is undelivered is on the disk. */
    OK,
    /** What is undelivered is in memory only; the store tries again by itself. */
    DEGRADED
  }
}
