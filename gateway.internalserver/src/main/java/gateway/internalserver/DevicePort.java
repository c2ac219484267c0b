package gateway.internalserver;

import gateway.api.device.DeviceKey;
import gateway.api.stage.InvalidValueException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.List;

/**
 * An address that devices connect to, and what is special about the connections to it. Several
 * ports share one admission and one handshake (PROTOCOL sections 2.2 and 2.3).
 *
 * @param address to listen on
 * @param port to listen on; 0 for any
 * @param pipeline what stands between the socket of a connection and its frames
 * @param identities which devices a connection may be
 */
record DevicePort(String address, int port, Pipeline pipeline, IdentityRule identities) {

  private static final int MAX_PORT = 0xFFFF;

  /** Makes the handlers of one connection, such as the one that encrypts. */
  interface Pipeline {

    /** Nothing: frames are written straight to the kernel. */
    Pipeline PLAIN = channel -> List.of();

    List<ChannelHandler> handlers(Channel channel);
  }

  /** Decides which devices a connection may be; on the event loop that accepted it. */
  interface IdentityRule {

    /** Every connection may be every device. */
    IdentityRule ANY = (channel, device) -> true;

    boolean allows(Channel channel, DeviceKey device);
  }

  DevicePort {
    if (address.isBlank()) {
      throw new InvalidValueException("address", "must not be empty");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new InvalidValueException("port", "must be from 0 to " + MAX_PORT + ", but is " + port);
    }
  }

  /** Makes a port without encryption, for every device. */
  DevicePort(String address, int port) {
    this(address, port, Pipeline.PLAIN, IdentityRule.ANY);
  }

  /** The address and the port, as the log names them. */
  @Override
  public String toString() {
    return address + ':' + port;
  }
}
