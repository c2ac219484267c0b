package gateway.laboratory.swap;

import gateway.api.device.Device;
import gateway.simulator.load.Histogram;
import gateway.simulator.load.LoadClient;
import gateway.simulator.load.LoadDevice;
import gateway.simulator.load.LoadStatus;
import gateway.simulator.wire.ClientFrames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The devices of one module number, and what becomes of their statuses. */
final class SwapDevices implements AutoCloseable {

  static final String ROLE = "swap";
  static final int TYPE = 1;

  private final AnswerCheck answers;
  private final List<LoadDevice> devices = new ArrayList<>();
  private final LoadClient client;

  /**
   * Makes devices that are not connected.
   *
   * @param every which statuses the module sends on: every so many
   */
  SwapDevices(
      InetSocketAddress address, int module, int count, double rate, int every, int deadlineMillis)
      throws IOException {
    answers = new AnswerCheck(deadlineMillis);
    for (int i = 0; i < count; i++) {
      devices.add(device(module, ROLE + i, every));
    }
    client = new LoadClient(address, answers, devices, rate);
  }

  /** Makes a device that is not connected. */
  static LoadDevice device(int module, String role, int every) {
    Device device = Device.of(module, TYPE, role, role, 0);
    return new LoadDevice(ClientFrames.device(device), LoadStatus.mission(every));
  }

  Takeovers takeovers() {
    return answers.takeovers();
  }

  /** Connects those that are not, sends for a while and tells how it went. */
  Measured run(Duration duration) throws IOException {
    client.open();
    Histogram times = new Histogram();
    AnswerWaits pauses = answers.begin(System.nanoTime(), duration.toNanos());
    LoadClient.Phase phase = client.run(duration, times);
    return new Measured(
        times, pauses, phase.drops() - phase.wrong(), phase.wrong(), answers.late());
  }

  /** Returns the last number that each device has sent. */
  List<Integer> lastNumbers() {
    return devices.stream().map(LoadDevice::lastNumber).toList();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  /**
   * What came out of one phase.
   *
   * @param closed connections that the gateway closed, or that had no answer at the end
   * @param wrong answers that were none to this status of this device
   * @param late answers after the deadline
   */
  record Measured(Histogram times, AnswerWaits pauses, long closed, long wrong, long late) {}
}
