package gateway.tests;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The module inside a {@link ModuleJar}: accepts every status and answers it with the version of
 * its bundle, and the status {@code previous} with the one before. In one call it may do something
 * else.
 */
public final class SyntheticModule implements BundleActivator, FleetModule, DeviceLogic {

  static final String NUMBER_HEADER = "Test-Module-Number";
  static final String TYPES_HEADER = "Test-Module-Types";

  /** Call and {@link Fault}, with a blank between. */
  static final String FAULT_HEADER = "Test-Module-Fault";

  static final String PREVIOUS = "previous";

  private Payload version;
  private String faultyCall;
  private Fault fault;

  @Override
  public void start(BundleContext context) {
    Dictionary<String, String> headers = context.getBundle().getHeaders();
    version = Payload.ofText(context.getBundle().getVersion().toString());
    String[] faults = headers.get(FAULT_HEADER).split(" ");
    faultyCall = faults[0];
    fault = Fault.valueOf(faults[1]);
    call("start");
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("module.number", Integer.valueOf(headers.get(NUMBER_HEADER)));
    properties.put("module.deviceTypes", headers.get(TYPES_HEADER).split(","));
    properties.put("module.firstStatusGeneratesCommand", true);
    properties.put("module.pushCommands", false);
    context.registerService(FleetModule.class, this, properties);
  }

  private Payload call(String name) {
    return name.equals(faultyCall) && fault != Fault.NONE ? fault.happen() : version;
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    call("newDevice");
    return this;
  }

  @Override
  public boolean isStatusValid(Payload status) {
    call("isStatusValid");
    return true;
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return true;
  }

  @Override
  public Payload firstCommand() {
    return version;
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return false;
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    Payload made = call("aggregate");
    return made == version ? status : made;
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    Payload answer = call("nextCommand");
    return status.toText().equals(PREVIOUS) ? previous.orElse(Payload.EMPTY) : answer;
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return status;
  }
}
