package gateway.internalserver;

import gateway.api.stage.DisconnectCause;

/** What a connection waits for; each has a limit of its own. */
enum Wait {
  /** Nothing: an established device between two statuses. Its silence is the handler's matter. */
  NOTHING(DisconnectCause.CLIENT_CLOSED),
  /** The connect message. */
  INTRODUCTION(DisconnectCause.DEADLINE),
  /** A module, or the handler, that may be on its way. */
  MODULE(DisconnectCause.MODULE_UNAVAILABLE),
  /** The answer to a connect or a status. */
  ANSWER(DisconnectCause.DEADLINE),
  /** The rest of a frame. */
  REST_OF_FRAME(DisconnectCause.DEADLINE),
  /** That the device reads its answers. */
  READER(DisconnectCause.DEADLINE),
  /** That a client is tired of waiting, which is being tested. */
  CLIENT_TO_GIVE_UP(DisconnectCause.DEADLINE);

  private final DisconnectCause cause;

  Wait(DisconnectCause cause) {
    this.cause = cause;
  }

  DisconnectCause cause() {
    return cause;
  }
}
