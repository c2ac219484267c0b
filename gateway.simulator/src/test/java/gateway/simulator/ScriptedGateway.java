package gateway.simulator;

import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A device port that plays one script per connection: each entry is the answer to one frame, in
 * hex; an empty one closes the connection instead.
 */
public final class ScriptedGateway implements AutoCloseable {

  private final ServerSocket listener;
  private final CompletableFuture<List<String>> received = new CompletableFuture<>();

  public ScriptedGateway(List<List<String>> connections) throws IOException {
    listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> play(new ArrayDeque<>(connections)), "scripted-gateway");
    thread.setDaemon(true);
    thread.start();
  }

  public String port() {
    return Integer.toString(listener.getLocalPort());
  }

  /** Waits for the end of the scripts and returns the frames that came, header included. */
  public List<String> received() {
    return received.join();
  }

  private void play(Deque<List<String>> connections) {
    List<String> frames = new ArrayList<>();
    try {
      while (!connections.isEmpty()) {
        try (Socket socket = listener.accept()) {
          for (String answer : connections.poll()) {
            frames.add(frame(new DataInputStream(socket.getInputStream())));
            if (answer.isEmpty()) {
              break;
            }
            socket.getOutputStream().write(HexFormat.of().parseHex(answer));
          }
        }
      }
      received.complete(frames);
    } catch (IOException e) {
      received.completeExceptionally(e);
    }
  }

  private static String frame(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(4);
    if (header.length < 4) {
      throw new IOException("no frame came");
    }
    int length = Integer.reverseBytes(new BigInteger(header).intValue());
    return HexFormat.of().formatHex(header) + HexFormat.of().formatHex(in.readNBytes(length));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
