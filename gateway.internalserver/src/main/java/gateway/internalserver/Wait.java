package gateway.internalserver;

import gateway.api.stage.DisconnectCause;

/** What a connection waits for; each has a limit of its own. */
enum Wait {
  /** Nothing: a connected device between two statuses. The handler watches over its silence. */
  NOTHING(DisconnectCause.CLIENT_CLOSED),
  /** The connect message. */
  INTRODUCTION(DisconnectCause.DEADLINE),
  /** A module, or the handler, that may be on its way. */
  MODULE(DisconnectCause.MODULE_UNAVAILABLE),
  /** The answer to a connect or a status. */
  ANSWER(DisconnectCause.DEADLINE),
  /** The rest of a frame. */
  REST_OF_FRAME(DisconnectCause.DEADLINE),
  /** The device, to read its answers. */
  READER(DisconnectCause.DEADLINE),
  /** A client that is to give up, which is being tested. */
  CLIENT_TO_GIVE_UP(DisconnectCause.DEADLINE);

  private final DisconnectCause cause;

  Wait(DisconnectCause cause) {
    this.cause = cause;
  }

  DisconnectCause cause() {
    return cause;
  }
}
