package gateway.laboratory.swap;

import gateway.api.device.Device;
import gateway.laboratory.swap.module.CommandMark;
import gateway.simulator.load.LoadStatus;
import gateway.simulator.wire.ClientFrames;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A device that connects again and again until a version of its module answers it. */
final class ProbeDevice {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long RETRY_MILLIS = 20;

  private final InetSocketAddress address;
  private final gateway.protocol.internal.Device device;
  private final byte[] status;
  private String failure = "";

  ProbeDevice(InetSocketAddress address, int module) {
    this.address = address;
    device = ClientFrames.device(Device.of(module, SwapDevices.TYPE, "probe", "probe", 0));
    status = LoadStatus.mission(1).texts().get(0).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns when it was answered by this version, empty if it was not in time. */
  OptionalLong await(int version, long patienceNanos) throws InterruptedException {
    long until = System.nanoTime() + patienceNanos;
    while (System.nanoTime() - until < 0) {
      if (answeredBy() == version) {
        return OptionalLong.of(System.nanoTime());
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
    return OptionalLong.empty();
  }

  /** Returns why it was not answered the last time, in words. */
  String failure() {
    return failure;
  }

  private int answeredBy() {
    try (DeviceConnection connection = DeviceConnection.open(address, PATIENCE)) {
      connection.connect(device);
      byte[] command = connection.status(device, status);
      CommandMark mark = CommandMark.find(command, command.length);
      failure = "it is answered by another version";
      return mark == null ? -1 : mark.version();
    } catch (IOException e) {
      failure = e.getMessage();
      return -1;
    }
  }
}
