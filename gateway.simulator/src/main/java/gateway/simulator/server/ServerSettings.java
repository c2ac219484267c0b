package gateway.simulator.server;

/**
 * How the server is set up.
 *
 * @param modules what it has libraries for
 * @param times how long it waits
 * @param maxUnacknowledged how many outgoing messages its MQTT client holds
 */
public record ServerSettings(ServerModules modules, ServerTimes times, int maxUnacknowledged) {

  /** Like the real one, with a library for every module. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(ServerModules.ANY, ServerTimes.DEFAULT, 20);

  /** Returns the same settings with these modules. */
  public ServerSettings with(ServerModules others) {
    return new ServerSettings(others, times, maxUnacknowledged);
  }

  /** Returns the same settings with these times. */
  public ServerSettings with(ServerTimes others) {
    return new ServerSettings(modules, others, maxUnacknowledged);
  }
}
