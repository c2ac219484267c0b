package gateway.external.base;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.Lane;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Neighbours that do as the test says. Folding joins the statuses with commas. */
public class FakeStages
    implements Stages, CommandSink, DeviceDirectory, ModuleCatalog, ModuleRuntime {

  public final Map<DeviceKey, LiveDevice> live = new LinkedHashMap<>();
  public final Set<Integer> numbers = new TreeSet<>(Set.of(1, 2));
  public final List<String> commands = new ArrayList<>();
  public final Map<String, CompletableFuture<Verdict>> verdicts = new LinkedHashMap<>();
  public final Deque<Runnable> hungFolds = new ArrayDeque<>();
  public boolean foldsHang;
  public boolean foldsFail;
  public boolean absent;
  public int folds;

  public void alive(Device device, String status) {
    live.put(device.key(), new LiveDevice(device, Payload.ofText(status)));
  }

  @Override
  public Optional<CommandSink> commands() {
    return absent ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<DeviceDirectory> devices() {
    return absent ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<ModuleCatalog> catalog() {
    return absent ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<ModuleRuntime> runtime() {
    return absent ? Optional.empty() : Optional.of(this);
  }

  @Override
  public CompletableFuture<Verdict> command(DeviceKey device, Payload command) {
    commands.add(device.role() + ' ' + command.toText());
    return verdicts.getOrDefault(
        command.toText(), CompletableFuture.completedFuture(Verdict.ACCEPTED));
  }

  @Override
  public CompletionStage<List<LiveDevice>> liveDevices() {
    return CompletableFuture.completedFuture(List.copyOf(live.values()));
  }

  @Override
  public Optional<ServedModule> find(int number) {
    return numbers.contains(number)
        ? Optional.of(new ServedModule(number, "m", "1.0.0", DeviceTypes.of(0), false, false))
        : Optional.empty();
  }

  @Override
  public boolean isAwaited(int number) {
    return false;
  }

  @Override
  public Collection<ServedModule> served() {
    return List.of();
  }

  @Override
  public Lane lane(int number) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ModuleDevice open(DeviceKey device, Supplier<Optional<Payload>> currentStatus) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Folded> foldErrors(
      int number, int deviceType, Optional<Payload> error, List<Payload> statuses) {
    folds++;
    if (foldsFail) {
      return CompletableFuture.failedFuture(new ModuleException("hangs"));
    }
    StringBuilder folded = new StringBuilder(error.map(Payload::toText).orElse(""));
    for (Payload status : statuses) {
      folded.append(folded.isEmpty() ? "" : ",").append(status.toText());
    }
    Folded result = new Folded(Optional.of(Payload.ofText(folded.toString())), 0);
    CompletableFuture<Folded> future = new CompletableFuture<>();
    if (foldsHang) {
      hungFolds.add(() -> future.complete(result));
    } else {
      future.complete(result);
    }
    return future;
  }
}
