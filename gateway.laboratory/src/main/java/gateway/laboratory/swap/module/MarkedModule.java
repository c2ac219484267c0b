package gateway.laboratory.swap.module;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.util.Map;
import java.util.Optional;

/**
 * A shipped module whose commands carry a {@link CommandMark}, or which misbehaves. Which module,
 * which version and which behaviour stand in the properties of its component.
 */
public final class MarkedModule implements FleetModule {

  /** Property: class of the shipped module. */
  public static final String MODULE = "swap.module";

  /** Property: number of the version. */
  public static final String VERSION = "swap.version";

  /** Property: name of a {@link Behaviour}. */
  public static final String BEHAVIOUR = "swap.behaviour";

  /** A version begins to misbehave when it has served so many statuses. */
  private static final int MISBEHAVES_AFTER = 20;

  /** What the threads are called on which the gateway tries a version out. */
  private static final String REHEARSAL = "gateway-rehearsal";

  private final FleetModule module;
  private final int version;
  private final Behaviour behaviour;

  private int served;
  private boolean hasOne;

  /** Makes the module and the one inside it. */
  public MarkedModule(Map<String, ?> properties) throws ReflectiveOperationException {
    behaviour = Behaviour.valueOf((String) properties.get(BEHAVIOUR));
    version = (Integer) properties.get(VERSION);
    if (behaviour == Behaviour.FAILS_TO_ACTIVATE) {
      throw new IllegalStateException("this version cannot be activated");
    }
    module =
        Class.forName((String) properties.get(MODULE))
            .asSubclass(FleetModule.class)
            .getConstructor()
            .newInstance();
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    if (behaviour == Behaviour.FAILS_TO_MAKE_DEVICES) {
      throw new IllegalStateException("this version makes no devices");
    }
    boolean one = !hasOne && !isRehearsal();
    hasOne |= one;
    return new MarkedDevice(module.newDevice(device), one);
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return module.aggregateError(deviceType, error, status);
  }

  private boolean serves() {
    return served > MISBEHAVES_AFTER && !isRehearsal();
  }

  private static boolean isRehearsal() {
    return Thread.currentThread().getName().startsWith(REHEARSAL);
  }

  private final class MarkedDevice implements DeviceLogic {

    private final DeviceLogic logic;

    private final boolean one;
    private boolean refused;

    MarkedDevice(DeviceLogic logic, boolean one) {
      this.logic = logic;
      this.one = one;
    }

    @Override
    public boolean isStatusValid(Payload status) {
      if (!isRehearsal()) {
        served++;
      }
      behaviour.act(serves());
      refused = behaviour.refuses(serves());
      return !refused && logic.isStatusValid(status);
    }

    @Override
    public String refusalReason() {
      return refused ? "temperature is missing" : logic.refusalReason();
    }

    @Override
    public boolean isCommandValid(Payload command) {
      behaviour.act(serves());
      return logic.isCommandValid(command);
    }

    @Override
    public Payload firstCommand() {
      behaviour.act(serves());
      return logic.firstCommand();
    }

    @Override
    public boolean sendNow(Payload current, Payload status) {
      behaviour.act(serves());
      return logic.sendNow(current, status);
    }

    @Override
    public Payload aggregate(Payload current, Payload status) {
      behaviour.act(serves());
      if (one) {
        behaviour.actOnOne(serves());
      }
      return logic.aggregate(current, status);
    }

    @Override
    public Payload nextCommand(
        Payload status, Payload current, Optional<Payload> previous, Payload command) {
      behaviour.act(serves());
      return new CommandMark(CommandMark.numberOf(status), version)
          .addTo(logic.nextCommand(status, current, previous, command));
    }
  }
}
