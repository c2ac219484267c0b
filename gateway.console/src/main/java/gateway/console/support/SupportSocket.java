package gateway.console.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The connection from {@code ./gateway support-bundle} and {@code ./gateway shell} to a running
 * gateway: a socket in its data folder. The first line that a client writes says what it wants:
 * {@link #BUNDLE} or {@link #SHELL}.
 */
public final class SupportSocket {

  /** The answer is a zip file. */
  public static final String BUNDLE = "bundle";

  /** Each further line is a command; each answer is a {@link ShellAnswer}. */
  public static final String SHELL = "shell";

  private static final String NAME = "support.sock";

  /** Maximum length of a socket's path in most systems, about. */
  private static final int MAX_PATH = 100;

  private SupportSocket() {}

  /**
   * Opens the socket, for the user of the gateway only. Deletes a socket that a killed gateway left
   * behind.
   */
  public static ServerSocketChannel open(Path data) throws IOException {
    Path link = data.resolve(NAME);
    Files.deleteIfExists(link);
    boolean fits = link.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH;
    Path socket = fits ? link : Files.createTempDirectory("gateway").resolve(NAME);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      if (!fits) {
        Files.createSymbolicLink(link, socket);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Closes the socket and deletes its file. */
  public static void close(Path data, ServerSocketChannel channel) throws IOException {
    channel.close();
    Path link = data.resolve(NAME);
    if (Files.isSymbolicLink(link)) {
      Path socket = Files.readSymbolicLink(link);
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.getParent());
    }
    Files.deleteIfExists(link);
  }

  /**
   * Connects to the gateway that has a data folder.
   *
   * @param wish what the client wants, one of the constants
   * @throws IOException if none runs, or this user may not connect
   */
  public static SocketChannel connect(Path data, String wish) throws IOException {
    SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(data.resolve(NAME).toRealPath()));
    Channels.newOutputStream(channel).write((wish + '\n').getBytes(StandardCharsets.UTF_8));
    return channel;
  }

  /** Connects and returns what comes; empty if no gateway runs. */
  public static Optional<InputStream> read(Path data, String wish) {
    try {
      return Optional.of(Channels.newInputStream(connect(data, wish)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
