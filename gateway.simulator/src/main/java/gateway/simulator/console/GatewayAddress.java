package gateway.simulator.console;

import gateway.mqtt.BrokerHost;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** The options that name the device port of the gateway. */
public final class GatewayAddress {

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      converter = HostConverter.class,
      defaultValue = "127.0.0.1",
      description = "Address of the gateway (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      converter = PortConverter.class,
      defaultValue = "8888",
      description = "Device port of the gateway (${DEFAULT-VALUE}).")
  private int port;

  /**
   * Returns the address, its name resolved.
   *
   * @throws UnknownHostException naming the host
   */
  public InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(BrokerHost.resolve(host), port);
  }

  /** Returns the address as it was given. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
