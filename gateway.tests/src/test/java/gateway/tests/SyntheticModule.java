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
 * its bundle.
 */
public final class SyntheticModule implements BundleActivator, FleetModule, DeviceLogic {

  static final String NUMBER_HEADER = "Test-Module-Number";

  /** With this header it fails on every status. */
  static final String FAILS_HEADER = "Test-Module-Fails";

  private Payload version;
  private boolean fails;

  @Override
  public void start(BundleContext context) {
    version = Payload.ofText(context.getBundle().getVersion().toString());
    fails = context.getBundle().getHeaders().get(FAILS_HEADER) != null;
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(
        "module.number", Integer.valueOf(context.getBundle().getHeaders().get(NUMBER_HEADER)));
    properties.put("module.deviceTypes", new String[] {"*"});
    properties.put("module.firstStatusGeneratesCommand", true);
    properties.put("module.pushCommands", false);
    context.registerService(FleetModule.class, this, properties);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return this;
  }

  @Override
  public boolean isStatusValid(Payload status) {
    if (fails) {
      throw new IllegalStateException("it always fails");
    }
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
    return status;
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    return version;
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return status;
  }
}
