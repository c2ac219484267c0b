package gateway.api.cloud;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One link to an External Server, for one attempt and the session that it becomes: opened, used,
 * ended, never opened again. No method blocks; all may be called from any thread.
 */
@ConsumerType
public interface CloudLink {

  /**
   * What a link tells, on threads of its own, in order: {@code ready} once, then messages, then
   * {@code ended} once. Each call must return at once. After {@link CloudLink#close} nothing
   * follows, except what is being told at that moment.
   */
  @ProviderType
  interface Listener {

    /** Messages go both ways from now on, and the External Server can take a Connect. */
    void ready();

    /**
     * A whole message of the External Server has arrived. Commands come in the order in which the
     * server has sent them, at least within a session (PROTOCOL section 4.7); a transport that may
     * turn them around puts them in order.
     *
     * @param message belongs to the listener
     */
    void message(byte[] message);

    /** The link is closed, or was never opened. */
    void ended(LinkEnd end);
  }

  /**
   * Sends a message, once the link is ready. Messages of one thread arrive in its order, as far as
   * the protocol keeps it. A failure is told as {@link Listener#ended}; after the end of the link
   * nothing is sent, and that is no failure.
   *
   * @param message must not be changed any more
   * @param acknowledged called at most once, on any thread, when the other end of the protocol (a
   *     broker, or the server itself) has the message; must return at once
   */
  void publish(byte[] message, Runnable acknowledged);

  /**
   * Returns the bytes that a message may have which is published, as far as the settings of the
   * endpoint say so: a larger one would end the link or be lost, so it is not published. The same
   * for the whole life of the link.
   */
  default int maxMessageBytes() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns where messages go, in words, such as the topic that a user must have the right to
   * publish on: for a line that says why nothing may answer. Empty if that needs no right.
   */
  default String destination() {
    return "";
  }

  /**
   * Closes the link in good order; what was published before is still sent, if it can be at once.
   *
   * @param sessionOver whether the External Server has ended the session by now, because the last
   *     device has left: it needs its time then as after clearing one (PROTOCOL section 4.6)
   * @return completes on any thread when it is done, within about half a second
   */
  CompletionStage<Void> close(boolean sessionOver);
}
