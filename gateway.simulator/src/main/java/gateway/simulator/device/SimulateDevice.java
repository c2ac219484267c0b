package gateway.simulator.device;

import gateway.api.device.Payload;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.console.GatewayAddress;
import gateway.simulator.console.PrintedPayload;
import gateway.simulator.wire.ClientFrames;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate device}: connects, sends statuses, prints the commands. */
@Command(
    name = "device",
    description = "Connects a device, sends its status again and again, prints the commands.",
    footer = {
      "",
      "With --random booleans become true or false, and numbers move by up to a tenth;",
      "texts, nulls and the value of \"state\" stay as given.",
      "A lost connection is opened again once, as the client libraries do.",
      "Exit status: 0 after --count statuses, 1 when rejected or cut off, or 2 for usage",
      "errors."
    })
public final class SimulateDevice implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Mixin private GatewayAddress address;

  @Option(
      names = "--module",
      paramLabel = "N",
      required = true,
      description = "Module number of the device.")
  private int module;

  @Option(
      names = "--type",
      paramLabel = "T",
      required = true,
      description = "Device type, its meaning belongs to the module.")
  private int type;

  @Option(names = "--role", paramLabel = "ROLE", required = true, description = "Device role.")
  private String role;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "simulated",
      description = "Device name (${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--priority",
      paramLabel = "N",
      defaultValue = "0",
      description = "Priority; 0, the default, is the strongest.")
  private int priority;

  @Option(
      names = "--status",
      paramLabel = "JSON",
      required = true,
      description = "The status to send.")
  private String status;

  @Option(
      names = "--period",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seconds between two statuses (${DEFAULT-VALUE}).")
  private double period;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends after so many statuses; 0, the default, never ends.")
  private long count;

  @Option(names = "--random", description = "Varies the numbers and booleans of the status.")
  private boolean random;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "2",
      description = "Seconds to wait for a connection and for an answer (${DEFAULT-VALUE}).")
  private double timeout;

  @Spec private CommandSpec spec;

  // Set when the command begins.
  @SuppressWarnings("NullAway.Init")
  private PrintWriter out;

  @SuppressWarnings("NullAway.Init")
  private Device device;

  @SuppressWarnings("NullAway.Init")
  private DeviceConnection connection;

  @Override
  public Integer call() throws InterruptedException {
    if (period < 0 || timeout <= 0 || timeout > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--period must not be negative, --timeout must be in 0 to 3600");
    }
    out = spec.commandLine().getOut();
    device = ClientFrames.device(gateway.api.device.Device.of(module, type, role, name, priority));
    try {
      connect();
      run();
      return 0;
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      err.flush();
      return 1;
    } finally {
      close();
    }
  }

  private void run() throws IOException, InterruptedException {
    Variation variation = new Variation(RandomGenerator.getDefault());
    long next = System.nanoTime();
    for (long sent = 1; ; sent++) {
      String text = random ? variation.of(status) : status;
      byte[] command = send(text.getBytes(StandardCharsets.UTF_8));
      print((random ? "status " + text + "  " : "") + "command " + shown(command));
      if (sent == count) {
        return;
      }
      next = Math.max(next + Math.round(period * 1e9), System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
  }

  private byte[] send(byte[] data) throws IOException {
    try {
      return connection.status(device, data);
    } catch (IOException lost) {
      print("connection lost (" + lost.getMessage() + "), connecting again");
      connect();
      return connection.status(device, data);
    }
  }

  private void connect() throws IOException {
    close();
    Duration patience = Duration.ofNanos(Math.round(timeout * 1e9));
    try {
      connection = DeviceConnection.open(address.resolve(), patience);
    } catch (IOException e) {
      throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
    }
    DeviceConnectResponse response = connection.connect(device);
    if (response.getResponseTypeValue() != ResponseType.OK_VALUE) {
      throw new IOException("rejected: " + reason(response));
    }
    print(
        "connected: OK"
            + (response.getDevice().equals(device) ? "" : ", but the device was not echoed"));
  }

  private static String reason(DeviceConnectResponse response) {
    ResponseType type = response.getResponseType();
    return type == ResponseType.UNRECOGNIZED
        ? "response type " + response.getResponseTypeValue()
        : type.name();
  }

  private static String shown(byte[] command) {
    return PrintedPayload.of(Payload.wrap(command));
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  private void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        print("closing failed: " + e.getMessage());
      }
    }
  }
}
