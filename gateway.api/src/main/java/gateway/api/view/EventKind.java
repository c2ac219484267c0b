package gateway.api.view;

/**
 * The kinds of events. An event is a log line whose slf4j marker has the kind as its name, and
 * which begins with its subject: {@code Device}, {@code Module}, {@code Endpoint}, {@code Store} or
 * a file name. So log, shell and page have the same words.
 */
public final class EventKind {

  /** A device was accepted. */
  public static final String DEVICE_CONNECTED = "device-connected";

  /**
   * A connection ended before its device was accepted: it was refused, or closed because of wrong
   * or missing messages.
   */
  public static final String DEVICE_REFUSED = "device-refused";

  /** A stronger device took a device's place. */
  public static final String DEVICE_EVICTED = "device-evicted";

  /** A device was disconnected because it was silent. */
  public static final String DEVICE_SILENT = "device-silent";

  /** A device's connection ended for another cause. */
  public static final String DEVICE_DISCONNECTED = "device-disconnected";

  /** A number that had no module has one now. */
  public static final String MODULE_CAME = "module-came";

  /** Another version of a module, or another module, serves a number. */
  public static final String MODULE_SWAPPED = "module-swapped";

  /** A number has lost its last module. */
  public static final String MODULE_LEFT = "module-left";

  /** A version refuses what the one before accepts, which therefore goes on. */
  public static final String MODULE_KEPT_OUT = "module-kept-out";

  /** A module failed and was set aside. */
  public static final String MODULE_QUARANTINED = "module-quarantined";

  /** A jar of the deploy folder has another outcome than before. */
  public static final String DEPLOYMENT = "deployment";

  /** A jar or bundle was refused. */
  public static final String MODULE_REFUSED = "module-refused";

  /** An endpoint has a session. */
  public static final String SESSION_UP = "session-up";

  /** An endpoint has lost its session, or cannot get one. */
  public static final String SESSION_LOST = "session-lost";

  /** Undelivered data has been delivered after an outage. */
  public static final String ERRORS_DELIVERED = "errors-delivered";

  /** Undelivered data is kept in memory only. */
  public static final String STORE_DEGRADED = "store-degraded";

  /** Undelivered data is on the disk again. */
  public static final String STORE_RECOVERED = "store-recovered";

  /** The store was damaged when it was opened: what could not be recovered is missing. */
  public static final String STORE_DAMAGED = "store-damaged";

  /** A file of the store was empty when it was opened: if it was damaged, values are missing. */
  public static final String STORE_EMPTY = "store-empty";

  /** An operator has changed something. */
  public static final String OPERATOR = "operator";

  private EventKind() {}
}
