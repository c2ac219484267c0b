package modules.mission;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What one status costs: the calls that the handler makes for a vehicle that drives. To be run by
 * hand, for instance from an IDE; asserts nothing.
 */
final class MissionBench {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final int ROUNDS = 31;
  private static final int STATUSES = 100_000;
  private static final int FRAME_HEADER = 40;

  private MissionBench() {}

  public static void main(String[] args) {
    DeviceLogic device =
        new MissionModule()
            .newDevice(
                new DeviceContext() {
                  @Override
                  public int deviceType() {
                    return 1;
                  }

                  @Override
                  public long nanoTime() {
                    return System.nanoTime();
                  }

                  @Override
                  public Optional<Payload> currentStatus() {
                    return Optional.empty();
                  }
                });
    byte[][] frames = new byte[1000][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = frame(i);
    }
    Payload current = payload(frames[0]);
    Payload command = device.firstCommand();
    double[] nanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < STATUSES; i++) {
        Payload status = payload(frames[i % frames.length]);
        if (!device.isStatusValid(status)) {
          throw new IllegalStateException("refused");
        }
        device.sendNow(current, status);
        Payload aggregated = device.aggregate(current, status);
        command = device.nextCommand(status, aggregated, Optional.of(current), command);
        current = aggregated;
      }
      nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) STATUSES;
    }
    double[] warm = Arrays.copyOfRange(nanos, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        Locale.ROOT,
        "%.0f ns of processor time per status (median of %d rounds; best %.0f, worst %.0f)%n",
        warm[warm.length / 2],
        warm.length,
        warm[0],
        warm[warm.length - 1]);
  }

  private static byte[] frame(int i) {
    String status =
        String.format(
            Locale.ROOT,
            "{\"state\":\"DRIVE\",\"telemetry\":{\"speed\":%.1f,\"fuel\":0.8,\"position\":"
                + "{\"latitude\":49.%d,\"longitude\":16.%d,\"altitude\":230.0}},\"nextStop\":"
                + "{\"name\":\"A\",\"position\":"
                + "{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":231.0}}}",
            4 + i % 10 / 10.0,
            2000 + i,
            6000 + i);
    byte[] text = status.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[FRAME_HEADER + text.length];
    System.arraycopy(text, 0, frame, FRAME_HEADER, text.length);
    return frame;
  }

  private static Payload payload(byte[] frame) {
    return Payload.wrap(frame, FRAME_HEADER, frame.length - FRAME_HEADER);
  }
}
