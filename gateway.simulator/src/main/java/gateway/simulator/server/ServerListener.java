package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.protocol.external.CommandResponse;
import java.util.List;

/** Sees what the server accepts and does. Called on the executor of the model. */
public interface ServerListener {

  /** The server has subscribed and waits for a Connect. */
  default void listening() {}

  /** A Connect was answered with OK. */
  default void sessionStarted(String sessionId, List<Device> accepted) {}

  /** The connect sequence is complete. */
  default void sessionRunning(String sessionId) {}

  /**
   * A session or a connect sequence ended, or no Connect came.
   *
   * @param notified whether the disconnect notification was published
   */
  default void sessionEnded(String reason, boolean notified) {}

  /** A status was handed to its module; those of the connect sequence when all had arrived. */
  default void statusForwarded(ForwardedStatus status) {}

  /** A Command was published. */
  default void commandSent(SentCommand command) {}

  /** A Command was answered; the type says what the gateway thinks of it. */
  default void commandDelivered(SentCommand command, CommandResponse.Type type) {}

  /** The connection to the broker was lost; if there was a session, it has ended. */
  default void brokerLost() {}

  /**
   * The gateway did what it never may, and what no outage explains. What the server does about it
   * is told too.
   */
  default void violated(String what) {}

  /** Something was skipped without an answer, as the real server does. */
  default void ignored(String what) {}

  /**
   * A Command of the running process.
   *
   * @param fromApi false for the empty Command that the connect sequence fills in
   */
  record SentCommand(int counter, Device device, Payload data, boolean fromApi) {}
}
