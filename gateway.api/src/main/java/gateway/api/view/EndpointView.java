package gateway.api.view;

import gateway.api.device.DeviceKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One endpoint, offered by the external client: a service per endpoint. The service properties
 * {@link #ADDRESS} and {@link #VEHICLE} hold the same for code that cannot use this type.
 */
@ProviderType
public interface EndpointView {

  /** Service property with the broker's address, {@code host:port}. */
  String ADDRESS = "address";

  /** Service property with company and vehicle, {@code company/vehicle}. */
  String VEHICLE = "vehicle";

  /** Returns the endpoint as it is now. */
  EndpointSnapshot snapshot();

  /**
   * An endpoint.
   *
   * @param name name of the endpoint in the configuration
   * @param address broker, {@code host:port}
   * @param modules the module numbers it carries, {@code *} for all that no other endpoint names
   * @param leftOut devices that it does not introduce at present
   */
  record EndpointSnapshot(
      String name,
      String address,
      String modules,
      Link link,
      Load load,
      Counters counters,
      Outage outage,
      List<LeftOut> leftOut) {

    /** Copies the list. */
    public EndpointSnapshot {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * The connection of an endpoint.
   *
   * @param state state in the terms of PROTOCOL section 4.1
   * @param inState time since it came into this state
   * @param reason why it is not connected; empty when it is or when there is nothing to connect
   * @param session session id, empty without a session
   */
  record Link(State state, Duration inState, String reason, String session) {}

  /**
   * The work that waits at an endpoint.
   *
   * @param knownDevices devices that the External Server knows in this session
   * @param inFlight statuses without StatusResponse
   * @param queued statuses that wait for the window
   * @param undelivered devices with undelivered data
   */
  record Load(int knownDevices, int inFlight, int queued, int undelivered) {}

  /**
   * Counters of an endpoint since the start.
   *
   * @param delivered statuses acknowledged
   * @param repeated statuses that were sent again, or within an error message, because their
   *     session ended before they were acknowledged: the External Server may have them twice
   * @param lost undelivered statuses that are in no error message, because their module could not
   *     fold them or because a bound was reached
   * @param reconnects attempts and sessions after which it connected again, by why they ended, in
   *     the words of PROTOCOL section 4.8: a few names that do not change
   * @param verdicts commands answered, by the type of their CommandResponse (PROTOCOL section 4.7)
   */
  record Counters(
      long delivered,
      long repeated,
      long lost,
      Map<String, Long> reconnects,
      Map<String, Long> verdicts) {

    /** Copies the maps. */
    public Counters {
      reconnects = Map.copyOf(reconnects);
      verdicts = Map.copyOf(verdicts);
    }
  }

  /**
   * The last outage that is over.
   *
   * @param lasted duration until the broker answered; zero if there was no outage
   * @param catchUp duration from then until everything was delivered
   */
  record Outage(Duration lasted, Duration catchUp) {}

  /**
   * A device that is left out so that the others can go on; what comes from it is kept as
   * undelivered (PROTOCOL section 4.9).
   *
   * @param cause why
   * @param bytes size of the message that was not sent or not answered
   * @param retryIn time until it is tried again; zero when it is tried as soon as there is a
   *     session
   */
  record LeftOut(DeviceKey device, Cause cause, int bytes, Duration retryIn) {

    /** Returns device, cause and size in words, as health and shell show them. */
    public String words() {
      return "device " + device + ": its message of " + bytes + " bytes " + cause.words;
    }
  }

  /** Why a device is left out: a few names that do not change. */
  enum Cause {
    /** The External Server went on without an answer to it, or the broker dropped it. */
    NOT_ANSWERED("was not answered"),
    /** The link was lost twice while it was on its way. */
    LINK_LOST("ended the link twice"),
    /** It is larger than {@code max-message-bytes}, or than one that ended the link. */
    TOO_LARGE("is too large");

    private final String words;

    Cause(String words) {
      this.words = words;
    }
  }

  /** State of the connection. */
  enum State {
    /** Idle: the next status starts a connect sequence. */
    NOT_INITIALIZED,
    /** The last attempt failed; the next one is scheduled. */
    NOT_CONNECTED,
    /** A connect sequence runs. */
    CONNECTING,
    /** A session is established. */
    CONNECTED
  }
}
