package gateway.internalserver;

import gateway.api.stage.DisconnectCause;

/** What a connection waits for; each has a limit of its own. */
enum Wait {
  /** Nothing: a connected device between two statuses. The handler watches over its silence. */
  NOTHING(DisconnectCause.CLIENT_CLOSED, "nothing"),
  /** The connect message. */
  INTRODUCTION(DisconnectCause.DEADLINE, "no connect message"),
  /** A module, or the handler, that may be on its way. */
  MODULE(DisconnectCause.MODULE_UNAVAILABLE, "none came"),
  /** The answer to a connect or a status. */
  ANSWER(DisconnectCause.DEADLINE, "no answer from its module"),
  /** The rest of a frame. */
  REST_OF_FRAME(DisconnectCause.DEADLINE, "the device did not send the rest of a frame"),
  /** The device, to read its answers. */
  READER(DisconnectCause.DEADLINE, "the device did not read its answers"),
  /** A client that is to give up, which is being tested. */
  CLIENT_TO_GIVE_UP(DisconnectCause.DEADLINE, "the client did not give up");

  private final DisconnectCause cause;
  private final String missed;

  Wait(DisconnectCause cause, String missed) {
    this.cause = cause;
    this.missed = missed;
  }

  /** Returns in words what did not happen. */
  String missed() {
    return missed;
  }

  DisconnectCause cause() {
    return cause;
  }
}
