package gateway.internalserver;

import gateway.api.stage.DisconnectCause;

/** What a connection waits for; each has a limit of its own. */
enum Wait {
  /** Nothing: a connected device between two statuses. The handler watches over its silence. */
  NOTHING(DisconnectCause.CLIENT_CLOSED, false, "nothing"),
  /** The connect message. */
  INTRODUCTION(DisconnectCause.DEADLINE, true, "no connect message"),
  /** A module, or the handler, that may be on its way. */
  MODULE(DisconnectCause.MODULE_UNAVAILABLE, false, "none came"),
  /** The answer to a connect or a status. */
  ANSWER(DisconnectCause.DEADLINE, false, "no answer from its module"),
  /** The rest of a frame. */
  REST_OF_FRAME(DisconnectCause.DEADLINE, true, "the device did not send the rest of a frame"),
  /** The device, to read its answers. */
  READER(DisconnectCause.DEADLINE, true, "the device did not read its answers"),
  /** A client that is to give up, which is being tested. */
  CLIENT_TO_GIVE_UP(DisconnectCause.DEADLINE, false, "the client did not give up");

  private final DisconnectCause cause;
  private final boolean forDevice;
  private final String missed;

  Wait(DisconnectCause cause, boolean forDevice, String missed) {
    this.cause = cause;
    this.forDevice = forDevice;
    this.missed = missed;
  }

  /** Tells whether the device is late, and not the gateway. */
  boolean isForDevice() {
    return forDevice;
  }

  /** Returns in words what did not happen. */
  String missed() {
    return missed;
  }

  DisconnectCause cause() {
    return cause;
  }
}
