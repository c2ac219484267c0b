package gateway.simulator.console;

import gateway.mqtt.BrokerHost;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes names and addresses of hosts only. */
public final class HostConverter implements ITypeConverter<String> {

  @Override
  public String convert(String value) {
    BrokerHost.fault(value)
        .ifPresent(
            rule -> {
              throw new TypeConversionException(rule);
            });
    return value;
  }
}
