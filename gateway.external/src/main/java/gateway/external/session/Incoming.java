package gateway.external.session;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.LogLimit;
import gateway.protocol.external.Command;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalServer;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of the External Server for one session: decoded, those of other sessions left out,
 * commands checked for their order (PROTOCOL sections 4.3 and 4.7).
 */
final class Incoming {

  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  /** Hears what belongs to the session. */
  interface Handler {
    void connectResponse(ConnectResponse response);

    void statusResponse(int counter);

    void command(int counter, DeviceKey device, Payload command);

    /** A command is missing, or came twice. */
    void commandOutOfOrder();
  }

  private final String endpoint;
  private final String sessionId;
  private final Handler handler;
  private OptionalInt lastCommand = OptionalInt.empty();
  private final LogLimit unknown = new LogLimit();
  private boolean toldOfForeign;

  Incoming(String endpoint, String sessionId, Handler handler) {
    this.endpoint = endpoint;
    this.sessionId = sessionId;
    this.handler = handler;
  }

  /** Takes a message as it came. */
  void message(byte[] bytes) {
    ExternalServer message;
    try {
      message = ExternalServer.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      message = ExternalServer.getDefaultInstance();
    }
    switch (message.getMessageTypeCase()) {
      case CONNECTRESPONSE -> {
        if (isOwn(message.getConnectResponse().getSessionId())) {
          handler.connectResponse(message.getConnectResponse());
        }
      }
      case STATUSRESPONSE -> {
        if (isOwn(message.getStatusResponse().getSessionId())) {
          handler.statusResponse(message.getStatusResponse().getMessageCounter());
        }
      }
      case COMMAND -> {
        if (isOwn(message.getCommand().getSessionId())) {
          command(message.getCommand());
        }
      }
      default ->
          unknown.log(
              more ->
                  LOG.warn("Endpoint {}: ignoring a message of unknown type{}", endpoint, more));
    }
  }

  private void command(Command command) {
    int counter = command.getMessageCounter();
    if (lastCommand.isPresent() && counter != lastCommand.getAsInt() + 1) {
      handler.commandOutOfOrder();
      return;
    }
    lastCommand = OptionalInt.of(counter);
    handler.command(
        counter,
        Messages.key(command.getDeviceCommand().getDevice()),
        Payload.wrap(command.getDeviceCommand().getCommandData().toByteArray()));
  }

  /** Leftovers of former sessions are common after a reconnect: one line is enough. */
  private boolean isOwn(String id) {
    if (id.equals(sessionId)) {
      return true;
    }
    if (!toldOfForeign) {
      toldOfForeign = true;
      LOG.warn("Endpoint {}: ignoring messages of another session", endpoint);
    }
    return false;
  }
}
