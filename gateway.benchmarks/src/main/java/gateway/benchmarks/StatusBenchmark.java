package gateway.benchmarks;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ServedModule;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.handler.HandlerComponent;
import gateway.protocol.DeviceFrames;
import gateway.registry.Candidate;
import gateway.registry.Registry;
import gateway.simulator.wire.ClientFrames;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import modules.mission.MissionModule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.osgi.framework.Version;

/** What a status costs between its frame and the frame of its command, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatusBenchmark {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Mission mission = new Mission();
  private final byte[][] bodies = mission.bodies();
  private final DeviceFrames frames =
      new DeviceFrames(ClientFrames.device(Mission.DEVICE).toByteArray());
  private final DeviceLogic logic = new MissionModule().newDevice(new Mission.Context());
  private final DeviceUplink uplink;

  private Payload current = mission.status();
  private Payload command = logic.firstCommand();
  private byte[] answer = {};

  /** Connects the device to a handler and a registry with its module. */
  public StatusBenchmark() {
    VirtualExecutor lane = new VirtualExecutor();
    Registry registry =
        new Registry(
            number -> new VirtualLane(lane),
            lane,
            System::nanoTime,
            new Registry.Limits(LONG, LONG, LONG),
            number -> {});
    HandlerComponent handler = new HandlerComponent(15_000, registry, registry, System::nanoTime);
    Version version = new Version(1, 0, 0);
    registry.add(
        new Candidate(
            new ServedModule(
                Mission.NUMBER, "modules.mission", "1.0.0", DeviceTypes.ALL, true, false),
            version,
            1,
            new MissionModule()));
    lane.runDue();
    uplink = handler.connect(Mission.DEVICE, new Answers());
  }

  private final class Answers implements DeviceDownlink {

    @Override
    public void command(Payload given) {
      answer = answer(given);
    }

    @Override
    public void disconnect(DisconnectCause cause) {
      throw new IllegalStateException(cause.toString());
    }
  }

  private Payload data(byte[] body) {
    int at = frames.findStatusData(body, 0, body.length);
    return Payload.wrap(body, at, body.length - at);
  }

  private byte[] answer(Payload given) {
    byte[] frame = frames.command(given.size());
    given.copyTo(frame, frame.length - given.size());
    return frame;
  }

  /** The wire alone. */
  @Benchmark
  public byte[] frames() {
    Payload status = data(bodies[mission.index()]);
    return answer(status.isEmpty() ? status : command);
  }

  /** The calls that a module gets for one status. */
  @Benchmark
  public Payload module() {
    Payload status = mission.status();
    if (!logic.isStatusValid(status)) {
      throw new IllegalStateException("refused");
    }
    logic.sendNow(current, status);
    Payload aggregated = logic.aggregate(current, status);
    command = logic.nextCommand(status, aggregated, Optional.of(current), command);
    current = aggregated;
    return command;
  }

  /** The whole way. */
  @Benchmark
  public byte[] whole() {
    uplink.status(data(bodies[mission.index()]));
    return answer;
  }
}
