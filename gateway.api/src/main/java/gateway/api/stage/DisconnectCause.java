package gateway.api.stage;

/** The cause of the end of a device's connection (PROTOCOL sections 2.5 and 3.6). */
public enum DisconnectCause {
  /** The device closed or reset the connection. */
  CLIENT_CLOSED("closed by the device"),
  /** The device sent something that the protocol does not allow. */
  PROTOCOL_ERROR("protocol error"),
  /** The module refused a status, or failed on it. */
  INVALID_STATUS("status refused by the module"),
  /** A status, or a frame, was not completed or answered in time. */
  DEADLINE("deadline passed"),
  /** Two status periods passed without a valid status. */
  SILENT("silent"),
  /** A device with the same key and a stronger priority has connected. */
  EVICTED("evicted by a stronger device"),
  /** The module has left, no longer supports the device type, or could not answer. */
  MODULE_UNAVAILABLE("module not available"),
  /** What the device wants the gateway to hold is too much for the memory that is left. */
  NO_MEMORY("no room for it in the gateway's memory"),
  /** An operator asked for it. */
  OPERATOR("by command"),
  /** Too many connections: the oldest without a connect message makes room. */
  OVERLOAD("too many connections"),
  /** The gateway failed on it, which is in the log. */
  GATEWAY_FAILURE("failure of the gateway"),
  /** The gateway stops. */
  SHUTDOWN("gateway stops");

  private final String text;

  DisconnectCause(String text) {
    this.text = text;
  }

  /** Returns the cause in words, for logs and events. */
  public String text() {
    return text;
  }
}
