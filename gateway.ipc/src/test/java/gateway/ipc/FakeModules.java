package gateway.ipc;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/**
 * Modules that answer each status with the command, a colon and the status, and have every status
 * sent.
 */
final class FakeModules implements ModuleCatalog, ModuleRuntime {

  private final LaneFactory lanes;
  final Map<Integer, ServedModule> serving = new TreeMap<>();
  boolean awaited;

  /** Folds, where a test is about that. */
  Optional<ModuleRuntime> folding = Optional.empty();

  FakeModules(LaneFactory lanes) {
    this.lanes = lanes;
    serve(7, "1.0.0");
  }

  void serve(int number, String version) {
    serving.put(
        number, new ServedModule(number, "m" + number, version, DeviceTypes.of(0, 1), true, false));
  }

  @Override
  public Optional<ServedModule> find(int number) {
    return Optional.ofNullable(serving.get(number));
  }

  @Override
  public boolean isAwaited(int number) {
    return awaited && find(number).isEmpty();
  }

  @Override
  public Collection<ServedModule> served() {
    return List.copyOf(serving.values());
  }

  @Override
  public Lane lane(int number) {
    return lanes.lane(number);
  }

  @Override
  public CompletableFuture<Folded> foldErrors(
      DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits) {
    return folding.orElseThrow().foldErrors(device, error, statuses, fits);
  }

  @Override
  public ModuleDevice open(DeviceKey device, Held held) {
    return new ModuleDevice() {
      @Override
      public boolean isStatusValid(Payload status) {
        return !status.toText().startsWith("bad");
      }

      @Override
      public boolean isCommandValid(Payload command) {
        return !command.toText().startsWith("bad");
      }

      @Override
      public Payload firstCommand() {
        return Payload.ofText("first");
      }

      @Override
      public Payload nextCommand(
          Payload status, Payload current, Optional<Payload> previous, Payload command) {
        return Payload.ofText(command.toText().replaceFirst(":.*", "") + ":" + status.toText());
      }

      @Override
      public boolean sendNow(Payload current, Payload status) {
        return true;
      }

      @Override
      public Payload aggregate(Payload current, Payload status) {
        return status;
      }

      @Override
      public void close() {
        // nothing to forget
      }
    };
  }
}
