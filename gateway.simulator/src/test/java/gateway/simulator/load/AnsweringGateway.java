package gateway.simulator.load;

import gateway.protocol.ClientMessage;
import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A device port that answers every connect the same way and every status with a command. */
final class AnsweringGateway implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final ResponseType verdict;
  final Queue<String> statuses = new ConcurrentLinkedQueue<>();

  AnsweringGateway(ResponseType verdict) throws IOException {
    this.verdict = verdict;
    daemon(this::accept);
  }

  String port() {
    return Integer.toString(listener.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      statuses.add("closed");
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] frame = in.readNBytes(Integer.reverseBytes(in.readInt()));
        ClientMessage message = ClientMessage.parse(frame, 0, frame.length);
        DeviceFrames frames = new DeviceFrames(message.encodedDevice());
        if (message.kind() == ClientMessage.Kind.CONNECT) {
          socket.getOutputStream().write(frames.connectResponse(verdict.getNumber()));
        } else {
          statuses.add(new String(message.data(), message.dataOffset(), message.dataLength()));
          socket.getOutputStream().write(frames.command(3));
        }
      }
    } catch (EOFException e) {
      statuses.add("closed");
    } catch (IOException e) {
      statuses.add("lost");
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "answering-gateway");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
