package modules.mission;

import gateway.api.module.FleetModule;
import gateway.testkit.ModuleContract;
import gateway.testkit.Samples;
import java.util.List;
import java.util.stream.Stream;

/** The rules that every module must keep. Finished stops are a list, so error messages grow. */
class MissionContractTest implements ModuleContract {

  @Override
  public FleetModule newModule() {
    return new MissionModule();
  }

  @Override
  public List<Samples> samples() {
    return Stream.of(0, 1).map(MissionContractTest::samples).toList();
  }

  private static Samples samples(int type) {
    return Samples.ofType(type)
        .statuses(
            status("IDLE", 0, "null"),
            status("DRIVE", 4.5, station("A")),
            status("DRIVE", 0.5, station("A")),
            status("IN_STOP", 0, station("A")),
            status("IN_STOP", 0, station("B")),
            status("OBSTACLE", -0.1, station("B")))
        .invalidStatuses("", "{}", status("PARKED", 0, "null"))
        .commands(
            "{\"action\":\"START\",\"route\":\"R1\",\"stops\":["
                + station("A")
                + ","
                + station("B")
                + "]}",
            "{\"action\":\"STOP\",\"route\":\"\",\"stops\":[]}")
        .invalidCommands("{}", "{\"action\":\"FLY\",\"route\":\"\",\"stops\":[]}")
        .errorsGrow();
  }

  private static String status(String state, double speed, String nextStop) {
    return "{\"state\":\""
        + state
        + "\",\"telemetry\":{\"speed\":"
        + speed
        + "},\"nextStop\":"
        + nextStop
        + "}";
  }

  private static String station(String name) {
    return "{\"name\":\""
        + name
        + "\",\"position\":{\"latitude\":49.21,\"longitude\":16.61,\"altitude\":231.0}}";
  }
}
