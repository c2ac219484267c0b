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
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
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
import java.util.function.IntPredicate;

/** Neighbours that do as the test says. Folding joins the statuses with commas. */
public class FakeStages
    implements Stages, CommandSink, DeviceDirectory, ModuleCatalog, ModuleRuntime {

  public final Map<DeviceKey, LiveDevice> live = new LinkedHashMap<>();
  public final Set<Integer> numbers = new TreeSet<>(Set.of(1, 2));
  public final List<String> commands = new ArrayList<>();
  public final Map<String, CompletableFuture<Verdict>> verdicts = new LinkedHashMap<>();
  public final Deque<Runnable> hungFolds = new ArrayDeque<>();
  private final List<Runnable> waitingFolds = new ArrayList<>();
  public boolean foldsHang;
  public boolean foldsFail;

  /** As the module does that hands everything on. */
  public boolean foldsToNothing;

  public boolean absent;
  public int folds;
  public Optional<Error> failure = Optional.empty();

  public void alive(Device device, String status) {
    live.put(device.key(), new LiveDevice(device, Payload.ofText(status)));
  }

  @Override
  public Optional<CommandSink> commands() {
    return absent ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<DeviceDirectory> devices() {
    if (failure.isPresent()) {
      throw failure.get();
    }
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
  public ModuleDevice open(DeviceKey device, Held held) {
    throw new UnsupportedOperationException();
  }

  /** A version serves a number: what waited for it is folded. */
  public void arrive(int number) {
    numbers.add(number);
    List<Runnable> waiting = List.copyOf(waitingFolds);
    waitingFolds.clear();
    waiting.forEach(Runnable::run);
  }

  @Override
  public CompletableFuture<Folded> foldErrors(
      DeviceKey device, Optional<Payload> error, List<StatusReport> statuses, IntPredicate fits) {
    CompletableFuture<Folded> result = new CompletableFuture<>();
    fold(device, error, oneBehind(statuses), fits, result);
    return result;
  }

  /** As the registry does it. */
  public static List<Payload> oneBehind(List<StatusReport> statuses) {
    List<StatusReport> told = statuses.stream().filter(report -> !report.repeated()).toList();
    return told.stream().limit(Math.max(0, told.size() - 1)).map(StatusReport::status).toList();
  }

  private void fold(
      DeviceKey device,
      Optional<Payload> error,
      List<Payload> statuses,
      IntPredicate fits,
      CompletableFuture<Folded> result) {
    if (!numbers.contains(device.module())) {
      waitingFolds.add(() -> fold(device, error, statuses, fits, result));
      return;
    }
    folds++;
    if (foldsHang) {
      hungFolds.add(() -> result.complete(folded(error, statuses, fits)));
    } else {
      result.complete(folded(error, statuses, fits));
    }
  }

  private Folded folded(Optional<Payload> error, List<Payload> statuses, IntPredicate fits) {
    if (foldsFail) {
      return new Folded(error, statuses.size(), 0, 0);
    }
    if (foldsToNothing) {
      return new Folded(Optional.of(Payload.EMPTY), 0, 0, 0);
    }
    Optional<Payload> folded = error;
    int tooLarge = 0;
    for (Payload status : statuses) {
      String next = folded.map(e -> e.toText() + ',').orElse("") + status.toText();
      if (fits.test(next.length())) {
        folded = Optional.of(Payload.ofText(next));
      } else {
        tooLarge++;
      }
    }
    return new Folded(folded, 0, 0, tooLarge);
  }
}
