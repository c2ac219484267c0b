package gateway.console;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** Base class of the commands of scope {@code fleet}. */
public abstract class FleetScope {

  private final ThreadLocal<Boolean> notDone = ThreadLocal.withInitial(() -> false);

  /** Marks an answer as that of a command that was not done; Gogo shows it like any other. */
  String notDone(String answer) {
    notDone.set(true);
    return answer;
  }

  /** Tells whether the command that this thread has just run was done. */
  boolean wasDone() {
    boolean done = !notDone.get();
    notDone.remove();
    return done;
  }

  /**
   * Says how a command is used when its arguments fit none. Gogo calls a method of this name, with
   * the name of the command first, instead of saying "Cannot coerce device() to any of [(boolean,
   * String)]".
   */
  public String _main(
      @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json,
      String... words) {
    return Stream.of(getClass().getMethods())
        .filter(method -> method.getName().equals(words[0]))
        .sorted(Comparator.comparing(Method::getParameterCount))
        .map(FleetScope::usage)
        .collect(Collectors.joining("\n"));
  }

  private static String usage(Method command) {
    StringBuilder usage = new StringBuilder("Usage: fleet:").append(command.getName());
    for (var parameter : command.getParameters()) {
      Parameter option = parameter.getAnnotation(Parameter.class);
      Descriptor words = parameter.getAnnotation(Descriptor.class);
      if (option != null) {
        usage.append(" [").append(option.names()[0]).append(']');
      } else if (words != null) {
        usage.append(" <").append(words.value()).append('>');
      }
    }
    return usage.toString();
  }
}
