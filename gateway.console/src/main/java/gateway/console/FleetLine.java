package gateway.console;

import gateway.api.stage.OperatorLine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code fleet:} lines where there is no Gogo: for attached shells and for the page. A command
 * is a public method of a {@link FleetScope} that returns text; its boolean parameters are options
 * of that name, its other ones the arguments.
 */
@Component
public final class FleetLine implements OperatorLine {

  private static final Logger LOG = LoggerFactory.getLogger(FleetLine.class);
  private static final String SCOPE = "fleet:";
  private static final String HELP = "help";

  /** A command of a name, with other parameters each. */
  private record Command(FleetScope of, Method method) {

    static Stream<Command> all(FleetScope scope) {
      return Stream.of(scope.getClass().getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> method.getReturnType() == String.class)
          .map(method -> new Command(scope, method));
    }

    List<String> options() {
      return Stream.of(method.getParameters())
          .filter(parameter -> parameter.getType() == boolean.class)
          .map(parameter -> "--" + parameter.getName())
          .toList();
    }

    List<String> arguments() {
      return Stream.of(method.getParameters())
          .filter(parameter -> parameter.getType() == String.class)
          .map(parameter -> parameter.getName().toUpperCase(Locale.ROOT))
          .toList();
    }

    String usage() {
      return Stream.of(
              Stream.of(method.getName()),
              options().stream().map(option -> '[' + option + ']'),
              arguments().stream())
          .flatMap(words -> words)
          .collect(Collectors.joining(" "));
    }

    Answer run(Set<String> options, List<String> arguments) {
      Object[] values = new Object[method.getParameterCount()];
      int argument = 0;
      for (int i = 0; i < values.length; i++) {
        var parameter = method.getParameters()[i];
        values[i] =
            parameter.getType() == boolean.class
                ? options.contains("--" + parameter.getName())
                : arguments.get(argument++);
      }
      try {
        String text = String.valueOf(method.invoke(of, values));
        return new Answer(of.wasDone(), text);
      } catch (InvocationTargetException e) {
        LOG.warn("The command {} failed", method.getName(), e.getCause());
        return new Answer(false, "The command failed: " + e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Map<String, List<Command>> commands;

  /** Finds the commands. */
  @Activate
  public FleetLine(
      @Reference FleetCommands shown,
      @Reference ControlCommands changing,
      @Reference LogCommand levels) {
    commands =
        Stream.of(shown, changing, levels)
            .flatMap(Command::all)
            .sorted(Comparator.comparing(command -> command.method().getParameterCount()))
            .collect(
                Collectors.groupingBy(
                    command -> command.method().getName(), TreeMap::new, Collectors.toList()));
  }

  @Override
  public Answer run(List<String> words) {
    if (words.isEmpty()) {
      return new Answer(true, "");
    }
    String name = words.get(0).startsWith(SCOPE) ? words.get(0).substring(6) : words.get(0);
    if (name.equals(HELP)) {
      return new Answer(true, help());
    }
    List<Command> found = commands.getOrDefault(name, List.of());
    if (found.isEmpty()) {
      return new Answer(false, "There is no command " + words.get(0) + ": see help.");
    }
    Set<String> known =
        found.stream().flatMap(command -> command.options().stream()).collect(Collectors.toSet());
    Set<String> options = new HashSet<>();
    List<String> arguments = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      if (!word.startsWith("--")) {
        arguments.add(word);
      } else if (known.contains(word)) {
        options.add(word);
      } else {
        return new Answer(false, "Unknown option " + word + "\n" + usage(found));
      }
    }
    return found.stream()
        .filter(command -> command.arguments().size() == arguments.size())
        .filter(command -> command.options().containsAll(options))
        .findFirst()
        .map(command -> command.run(options, arguments))
        .orElseGet(() -> new Answer(false, usage(found)));
  }

  private static String usage(List<Command> found) {
    return found.stream()
        .map(command -> "Usage: fleet:" + command.usage())
        .collect(Collectors.joining("\n"));
  }

  private String help() {
    return commands.values().stream()
            .flatMap(List::stream)
            .map(command -> "fleet:" + command.usage())
            .collect(Collectors.joining("\n"))
        + "\nfleet: may be left out. docs/console.md says what the commands do.";
  }

  /**
   * Splits a line into words as shells do: blanks separate, single and double quotes keep blanks.
   *
   * @return empty if a quote is not closed
   */
  static Optional<List<String>> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
          begun = false;
        }
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return quote == 0 ? Optional.of(words) : Optional.empty();
  }
}
