package gateway.registry;

import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the gateway holds for a device, as a test wants it. */
final class FakeHeld implements ModuleRuntime.Held {

  Optional<Payload> current = Optional.empty();
  Payload command = Payload.EMPTY;
  final List<Payload> queued = new ArrayList<>();

  static FakeHeld of(Payload current) {
    FakeHeld held = new FakeHeld();
    held.current = Optional.of(current);
    return held;
  }

  @Override
  public Optional<Payload> currentStatus() {
    return current;
  }

  @Override
  public Payload nextCommand() {
    return command;
  }

  @Override
  public List<Payload> queuedCommands() {
    return List.copyOf(queued);
  }
}
