package modules.example;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.Samples;
import java.util.List;

/** The rules that every module must keep. */
class ExampleContractTest implements ModuleContract {

  @Override
  public FleetModule newModule() {
    return new ExampleModule();
  }

  @Override
  public List<Samples> samples() {
    return List.of(
        Samples.ofType(0)
            .statuses("{\"pressed\": true}", "{\"pressed\": false}")
            .invalidStatuses("", "{\"pressed\":true}")
            .commands("{\"lit_up\": true}", "{\"lit_up\": false}")
            .invalidCommands("{\"lit_up\":true}"));
  }
}
