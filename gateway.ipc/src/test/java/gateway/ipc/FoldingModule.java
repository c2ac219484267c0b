package gateway.ipc;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.Lane;
import gateway.api.stage.ServedModule;
import gateway.api.test.VirtualExecutor;
import gateway.registry.Candidate;
import gateway.registry.Registry;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.Version;

/** Modules 7 and 8 in the real registry, which fold by writing statuses one behind the other. */
final class FoldingModule implements FleetModule {

  final Registry registry;
  boolean folds = true;
  private final Candidate candidate = candidate(7);

  FoldingModule(Lane lane, VirtualExecutor time) {
    registry =
        new Registry(
            number -> lane,
            time,
            time::nanoTime,
            new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ZERO),
            number -> {});
    arrive();
    registry.add(candidate(8));
  }

  private Candidate candidate(int number) {
    return new Candidate(
        new ServedModule(number, "m" + number, "1.0.0", DeviceTypes.ALL, true, false),
        new Version(1, 0, 0),
        1,
        this);
  }

  void arrive() {
    registry.add(candidate);
  }

  void leave() {
    registry.remove(candidate);
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    if (!folds) {
      throw new IllegalStateException("does not fold");
    }
    return Payload.ofText(error.map(Payload::toText).orElse("") + status.toText() + ' ');
  }
}
