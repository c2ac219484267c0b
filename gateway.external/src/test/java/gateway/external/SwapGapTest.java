package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualLane;
import gateway.external.base.FakeStages;
import gateway.external.undelivered.FakeDisk;
import gateway.registry.Candidate;
import gateway.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Between two versions no module serves the number: with the real registry, in one container. */
class SwapGapTest {

  private static final int QUEUE = 100;

  /** Joins statuses with commas. */
  private static final class Module implements FleetModule {
    @Override
    public DeviceLogic newDevice(DeviceContext device) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
      return Payload.ofText(error.map(e -> e.toText() + ',').orElse("") + status.toText());
    }
  }

  /** Neighbours of which the registry is real. */
  private static final class Neighbours extends FakeStages {
    private Optional<Registry> registry = Optional.empty();

    @Override
    public Optional<ModuleCatalog> catalog() {
      return registry.map(r -> r);
    }

    @Override
    public CompletableFuture<Folded> foldErrors(
        DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits) {
      return registry.orElseThrow().foldErrors(device, error, statuses, fits);
    }
  }

  private final Neighbours neighbours = new Neighbours();
  private final Bench bench = new Bench(Bench.settings(QUEUE, 65_536), new FakeDisk(), neighbours);
  private final Registry registry =
      new Registry(
          number -> new VirtualLane(bench.time),
          bench.time,
          bench.time::nanoTime,
          new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(2)),
          number -> {});

  private Candidate serve(int version) {
    Version of = new Version(version, 0, 0);
    Candidate candidate =
        new Candidate(
            new ServedModule(1, "m", of.toString(), DeviceTypes.ALL, true, false),
            of,
            version,
            new Module());
    registry.add(candidate);
    return candidate;
  }

  @Test
  void fiveSecondsWithTheQueueFullLoseNothing() {
    neighbours.registry = Optional.of(registry);
    Candidate old = serve(1);
    bench.links.reachable = false;
    bench.status("a", "1");
    registry.remove(old);
    for (int i = 2; i <= 2 * QUEUE; i++) {
      bench.status("a", "" + i);
      bench.advance(5000 / (2 * QUEUE));
    }
    serve(2);
    bench.links.reachable = true;
    bench.advance(20_000);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    String all =
        IntStream.range(1, 2 * QUEUE).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertEquals("1 CONNECTING a " + 2 * QUEUE + " error " + all, bench.next());
    assertEquals(0, bench.endpoint.snapshot().counters().lost());
  }
}
