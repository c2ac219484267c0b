package gateway.internalserver;

/** The ways to test device clients (PROTOCOL section 2.8). */
enum Testing {
  /** Nothing: devices are served. */
  OFF,
  /** Every connect is answered with a response type that does not exist. */
  COMM_ERROR,
  /** No connect is answered. */
  SERV_TOO_LONG,
  /** Nothing, but the devices are the gateway's own: no line tells of them. */
  WARM_UP;

  /** A response type that no client knows. */
  static final int NO_RESPONSE_TYPE = -1;

  /** Reads the argument of the command line; null for none. */
  static Testing of(String argument) {
    return argument == null
        ? OFF
        : switch (argument) {
          case "comm-error" -> COMM_ERROR;
          case "serv-too-long" -> SERV_TOO_LONG;
          default -> throw new IllegalArgumentException(argument + " is not a testing mode");
        };
  }
}
