package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One device: sends a numbered status in each period, waits for its command, and connects again
 * when the connection is lost, as the client libraries do.
 */
final class LabDevice {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long RECONNECT_MILLIS = 20;

  private final DeviceKey key;
  private final StatusKind kind;
  private final Device wire;
  private final DeviceLedger ledger;
  private final GatewayProcess gateway;
  private final MachineStalls stalls;
  private final Findings findings;
  private final Consumer<String> excuses;
  private final long periodNanos;
  private Optional<DeviceConnection> connection = Optional.empty();
  private volatile boolean connected;
  private int run;
  private boolean wanted = true;
  private boolean over;
  private long longest;
  private volatile int padding;

  LabDevice(
      DeviceKey key,
      StatusKind kind,
      DeviceLedger ledger,
      GatewayProcess gateway,
      MachineStalls stalls,
      Findings findings,
      Consumer<String> excuses,
      long periodNanos) {
    this.key = key;
    this.kind = kind;
    this.ledger = ledger;
    this.gateway = gateway;
    this.stalls = stalls;
    this.findings = findings;
    this.excuses = excuses;
    this.periodNanos = periodNanos;
    wire =
        Device.newBuilder()
            .setModuleValue(key.module())
            .setDeviceType(key.deviceType())
            .setDeviceRole(key.role())
            .setDeviceName("lab-" + key.role())
            .build();
  }

  DeviceKey key() {
    return key;
  }

  StatusKind kind() {
    return kind;
  }

  void start() {
    Threads.start("device-" + key, this::live);
  }

  /** Leaves after its next answer, and stays away. */
  synchronized void leave() {
    wanted = false;
  }

  /** Connects again. */
  synchronized void comeBack() {
    wanted = true;
    notifyAll();
  }

  synchronized void end() {
    over = true;
    wanted = false;
    notifyAll();
  }

  /** Its statuses from now on are so many bytes longer. */
  void pad(int bytes) {
    padding = bytes;
  }

  boolean isConnected() {
    return connected;
  }

  /** Returns the longest time from a status to its command since the last call. */
  synchronized long takeLongest() {
    long taken = longest;
    longest = 0;
    return taken;
  }

  private void live() {
    try {
      long next = System.nanoTime();
      while (awaitWanted()) {
        if (connection.isPresent() || connect()) {
          exchange();
          next = Math.max(next + periodNanos, System.nanoTime());
          TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        } else {
          TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
        }
      }
      disconnect();
    } catch (InterruptedException e) {
      disconnect();
    }
  }

  /** Waits until the device should be there; false at the end. */
  private boolean awaitWanted() throws InterruptedException {
    synchronized (this) {
      if (wanted) {
        return true;
      }
    }
    disconnect();
    synchronized (this) {
      while (!wanted && !over) {
        wait();
      }
      return !over;
    }
  }

  private boolean connect() {
    int current = gateway.generation();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
    DeviceConnection opened;
    try {
      opened = DeviceConnection.open(address, PATIENCE);
    } catch (IOException e) {
      if (gateway.isAccepting(current)) {
        findings.violation(key + " cannot connect: " + e.getMessage());
      }
      return false;
    }
    connection = Optional.of(opened);
    connected = true;
    run = current;
    try {
      DeviceConnectResponse response = opened.connect(wire);
      if (response.getResponseType() == ResponseType.OK) {
        return true;
      }
      findings.violation(key + " is rejected: " + response.getResponseType());
      disconnect();
    } catch (IOException e) {
      if (gateway.isAccepting(run)) {
        lost(e);
      } else {
        disconnect();
      }
    }
    return false;
  }

  private void exchange() {
    long begin = System.nanoTime();
    int number = ledger.begin();
    byte[] status = kind.status(number, padding).getBytes(StandardCharsets.UTF_8);
    try {
      connection.orElseThrow().status(wire, status);
    } catch (IOException e) {
      ledger.unanswered(number);
      lost(e);
      return;
    }
    long end = System.nanoTime();
    ledger.answered(number, end);
    took(begin, end);
  }

  private void took(long begin, long end) {
    long time = end - begin;
    synchronized (this) {
      longest = Math.max(longest, time);
    }
    if (time > LabTimes.nanos(LabTimes.ANSWER_DEADLINE)) {
      tooLate(begin, "has waited " + time / 1_000_000 + " ms for a command");
    }
  }

  private void lost(IOException cause) {
    if (gateway.isServing(run)) {
      tooLate(System.nanoTime(), "has lost its connection: " + cause.getMessage());
    }
    disconnect();
  }

  /** On a machine that had no time for it, a deadline says nothing. */
  private void tooLate(long since, String what) {
    long before = since - 2 * LabTimes.nanos(LabTimes.ANSWER_DEADLINE);
    boolean busy = stalls.since(before) > LabTimes.nanos(LabTimes.ANSWER_DEADLINE) / 2;
    if (busy) {
      excuses.accept(key + " " + what);
    } else {
      findings.violation(key + " " + what);
    }
  }

  private void disconnect() {
    connection.ifPresent(
        c -> {
          try {
            c.close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    connection = Optional.empty();
    connected = false;
  }
}
