package modules.transparent;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.Samples;
import java.util.List;

/** The rules that every module must keep. */
class TransparentContractTest implements ModuleContract {

  @Override
  public FleetModule newModule() {
    return new TransparentModule();
  }

  @Override
  public List<Samples> samples() {
    return List.of(
        Samples.ofType(7).statuses("Status 5", "", "{\"a\": \"\\\"\"}").commands("Command 5", "{"));
  }
}
