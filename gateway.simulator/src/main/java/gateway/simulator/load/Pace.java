package gateway.simulator.load;

/** Says which device is due when each has the same rate; their turns are spread evenly. */
final class Pace {

  private final int devices;
  private final double interval;
  private long start;
  private long turn;

  Pace(int devices, double rate) {
    this.devices = devices;
    interval = 1e9 / rate / devices;
  }

  void start(long now) {
    start = now;
    turn = 0;
  }

  /** Returns the next device that is due, or -1. */
  int poll(long now) {
    if (start + Math.round(turn * interval) - now > 0) {
      return -1;
    }
    return (int) (turn++ % devices);
  }
}
