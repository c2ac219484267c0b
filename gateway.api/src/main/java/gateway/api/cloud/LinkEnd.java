package gateway.api.cloud;

/**
 * Why a link has ended.
 *
 * @param reason for people, such as in a log: what happened, without passwords
 */
public record LinkEnd(Kind kind, String reason) {

  /** What follows from the end of a link (PROTOCOL section 4.8). */
  public enum Kind {
    /** It never came to be: the server, or what stands before it, was not reached or refused. */
    UNREACHABLE,
    /** It was there and is lost. */
    LOST,
    /** The External Server has cleared its session of this vehicle (PROTOCOL section 4.10). */
    SESSION_CLEARED
  }

  /** Refuses an empty reason. */
  public LinkEnd {
    if (kind == null || reason.isBlank()) {
      throw new IllegalArgumentException("an end needs a kind and a reason");
    }
  }
}
