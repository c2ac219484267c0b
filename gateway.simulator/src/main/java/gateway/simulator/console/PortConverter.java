package gateway.simulator.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes port numbers from 1 to 65535 only. */
public final class PortConverter implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + value + "' is no port number");
    }
    throw new TypeConversionException("'" + value + "' is not a port from 1 to 65535");
  }
}
