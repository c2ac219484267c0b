package gateway.benchmarks;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.simulator.wire.ClientFrames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A vehicle that drives: its device, and statuses of which each differs from the one before. */
final class Mission {

  static final int NUMBER = 1;
  static final int TYPE = 1;
  static final Device DEVICE = Device.of(NUMBER, TYPE, "driving", "autonomy", 0);

  private static final int STATUSES = 1000;

  private final byte[][] texts = new byte[STATUSES][];
  private int next;

  Mission() {
    for (int i = 0; i < STATUSES; i++) {
      texts[i] = text(i).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String text(int i) {
    return String.format(
        Locale.ROOT,
        "{\"state\":\"DRIVE\",\"telemetry\":{\"speed\":%.1f,\"fuel\":0.8,\"position\":"
            + "{\"latitude\":49.%d,\"longitude\":16.%d,\"altitude\":230.0}},\"nextStop\":"
            + "{\"name\":\"A\",\"position\":"
            + "{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":231.0}}}",
        4 + i % 10 / 10.0,
        2000 + i,
        6000 + i);
  }

  /** Returns the frames of the statuses, without their headers. */
  byte[][] bodies() {
    var device = ClientFrames.device(DEVICE);
    byte[][] bodies = new byte[STATUSES][];
    for (int i = 0; i < STATUSES; i++) {
      byte[] frame = ClientFrames.status(device, texts[i]);
      bodies[i] = java.util.Arrays.copyOfRange(frame, 4, frame.length);
    }
    return bodies;
  }

  /** Returns the next status, around and around. */
  Payload status() {
    return Payload.wrap(texts[index()]);
  }

  int index() {
    next = next + 1 == STATUSES ? 0 : next + 1;
    return next;
  }

  /** A device that has just connected. */
  static final class Context implements DeviceContext {

    @Override
    public int deviceType() {
      return TYPE;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Optional<Payload> currentStatus() {
      return Optional.empty();
    }
  }
}
