package gateway.benchmarks;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.nio.charset.StandardCharsets;
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

/** What it costs to fold an undelivered status into the error message of its device. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldBenchmark {

  private final Mission mission = new Mission();
  private final FleetModule module = new MissionModule();
  private final DeviceLogic logic = module.newDevice(new Mission.Context());

  private Payload error = module.aggregateError(Mission.TYPE, Optional.empty(), mission.status());

  /** The status read, and nothing folded. */
  @Benchmark
  public boolean aRead() {
    return logic.isStatusValid(mission.status());
  }

  /** A row of statuses: the error message is the one that was made before. */
  @Benchmark
  public Payload known() {
    error = module.aggregateError(Mission.TYPE, Optional.of(error), mission.status());
    return error;
  }

  /** After a start: the error message comes from the disk. */
  @Benchmark
  public Payload unknown() {
    Payload stored = Payload.wrap(error.toText().getBytes(StandardCharsets.UTF_8));
    return module.aggregateError(Mission.TYPE, Optional.of(stored), mission.status());
  }
}
