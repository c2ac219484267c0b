package gateway.api.module;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Number, device types and options of a {@link FleetModule} component. Each becomes a service
 * property named {@code module.…}, which a configuration of the component may override.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ModuleProperties {

  /** Prefix of the service properties. */
  String PREFIX_ = "module.";

  /** Returns the module number; service property {@code module.number}. Unsigned. */
  int number();

  /** Returns the supported device types, decimal, or {@code "*"}; {@code module.deviceTypes}. */
  String[] deviceTypes();

  /**
   * Returns whether the answer to a device's first status passes through {@link
   * DeviceLogic#nextCommand}, or is {@link DeviceLogic#firstCommand} as it is (PROTOCOL section 9,
   * decision 7); {@code module.firstStatusGeneratesCommand}.
   */
  boolean firstStatusGeneratesCommand() default true;

  /**
   * Returns whether a command of the cloud is sent to the device at once instead of as the answer
   * to its next status (PROTOCOL section 2.5, unsolicited commands); {@code module.pushCommands}.
   * Each status is then answered with an empty command. No public client library understands it.
   */
  boolean pushCommands() default false;
}
