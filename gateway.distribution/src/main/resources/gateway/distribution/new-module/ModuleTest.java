package {{package}};

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.OneModuleGateway;
import gateway.testkit.Samples;
import gateway.testkit.TestDevice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ModuleContract brings the rules that every module must keep. */
class {{class}}Test implements ModuleContract {

  private final OneModuleGateway gateway = OneModuleGateway.of(newModule());
  private final TestDevice device = gateway.device({{type}}, "test");

  @Override
  public FleetModule newModule() {
    return new {{class}}();
  }

  @Override
  public List<Samples> samples() {
    return Stream.of({{typeList}})
        .map(
            type ->
                Samples.ofType(type)
                    .statuses("{\"temperature\":21.5}", "{\"temperature\":-3}")
                    .invalidStatuses("{}", "{\"temperature\":\"warm\"}")
                    .commands("{\"target\":23.5}"))
        .toList();
  }

  @Test
  void theTargetOfTheCloudReachesTheDevice() {
    assertEquals("{\"target\":20.0}", device.status("{\"temperature\":21.5}"));
    device.command("{\"target\":23.5}");
    assertEquals("{\"target\":23.5}", device.status("{\"temperature\":21.6}"));
  }

  @Test
  void aSmallChangeIsNotSent() {
    device.status("{\"temperature\":21.5}");
    device.status("{\"temperature\":21.6}");
    device.status("{\"temperature\":22.5}");
    assertEquals(
        "[CONNECTING {\"temperature\":21.5}, RUNNING {\"temperature\":22.5}]",
        device.forwarded().toString());
  }

  @Test
  void theCloudIsToldWhatItMissed() {
    device.status("{\"temperature\":21.5}");
    gateway.offline();
    device.status("{\"temperature\":30}");
    device.status("{\"temperature\":22}");
    device.status("{\"temperature\":20}"); // the newest one travels by itself
    assertEquals(Optional.of("{\"statuses\":2,\"highest\":30.0}"), device.error());
  }
}
