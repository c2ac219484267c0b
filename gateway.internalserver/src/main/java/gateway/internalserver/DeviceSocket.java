package gateway.internalserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** The socket of a device. Nobody writes, cuts off, closes or reads it by other means. */
interface DeviceSocket {

  /** Returns the channel: its event loop, its address, its pipeline and its end in order. */
  Channel channel();

  /**
   * Writes a frame, as much of it as the kernel takes at once. On the event loop, when all frames
   * before have been taken.
   *
   * @return done when all of it has been taken, which it mostly is on return; failed if the
   *     connection is broken
   */
  ChannelFuture writeNow(byte[] frame);

  /** Reads or stops reading. On the event loop. */
  void readOn(boolean on);

  /** Ends the connection at once for the peer, even if the event loop hangs. Any thread. */
  void cutOff();

  /** Cuts off and closes; for a socket whose event loop is abandoned. Any thread. */
  void closeNow();
}
