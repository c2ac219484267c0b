package gateway.simulator.server;

import com.google.protobuf.UnsafeByteOperations;
import gateway.protocol.external.Command;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.StatusResponse;
import gateway.protocol.internal.DeviceCommand;
import gateway.simulator.server.ServerListener.SentCommand;

/** The messages of the server (PROTOCOL section 1.2). */
final class ServerMessages {

  private ServerMessages() {}

  static ExternalServer connectResponse(String sessionId, ConnectResponse.Type type) {
    return ExternalServer.newBuilder()
        .setConnectResponse(ConnectResponse.newBuilder().setSessionId(sessionId).setType(type))
        .build();
  }

  static ExternalServer statusResponse(String sessionId, int counter) {
    return ExternalServer.newBuilder()
        .setStatusResponse(
            StatusResponse.newBuilder().setSessionId(sessionId).setMessageCounter(counter))
        .build();
  }

  static ExternalServer command(String sessionId, SentCommand command) {
    return ExternalServer.newBuilder()
        .setCommand(
            Command.newBuilder()
                .setSessionId(sessionId)
                .setMessageCounter(command.counter())
                .setDeviceCommand(
                    DeviceCommand.newBuilder()
                        .setDevice(Devices.toWire(command.device()))
                        .setCommandData(
                            UnsafeByteOperations.unsafeWrap(command.data().toByteArray()))))
        .build();
  }
}
