package modules.caraccessory;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.Samples;
import java.util.List;

/** The rules that every module must keep. */
class CarAccessoryContractTest implements ModuleContract {

  @Override
  public FleetModule newModule() {
    return new CarAccessoryModule();
  }

  @Override
  public List<Samples> samples() {
    return List.of(
        Samples.ofType(0)
            .statuses(
                "{\"pressed\": true}", "{\"pressed\": false}", "{ \"pressed\":[0], \"x\":{} }")
            .invalidStatuses("", "{}", "[]")
            .commands("{\"lit_up\": true}", "{\"lit_up\": null, \"x\": 1}")
            .invalidCommands("{}", "{\"lit\": true}"));
  }
}
