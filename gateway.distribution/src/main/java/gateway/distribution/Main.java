package gateway.distribution;

import gateway.simulator.Simulate;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Usage errors end with status 2, everything else that fails with 1. */
@Command(
    name = "gateway",
    description = "Gateway between a vehicle's devices and the fleet cloud.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          Simulate.class,
          CheckConfigCommand.class,
          NewModuleCommand.class,
          HealthCommand.class,
          HashPasswordCommand.class,
          ShellCommand.class,
          SupportBundleCommand.class);

  private Main() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  /**
   * Makes the command line for some arguments: where they begin with a command, the others are left
   * out, because to read all their options would delay each start.
   */
  static CommandLine commandLine(String... arguments) {
    // digits and letters as protocols and libraries have them, whatever the user's language is
    Locale.setDefault(Locale.ROOT);
    CommandLine commandLine = new CommandLine(new Main());
    List<Class<?>> asked =
        COMMANDS.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .toList();
    // each made by itself: only then does picocli ask a command for commands that it adds at run
    // time
    (asked.isEmpty() ? COMMANDS : asked)
        .forEach(
            command ->
                commandLine.addSubcommand(
                    // what follows a command of the shell belongs to that command
                    new CommandLine(command)
                        .setStopAtPositional(command.equals(ShellCommand.class))));
    return commandLine.setExecutionExceptionHandler(
        (exception, failed, parsed) -> {
          if (!(exception instanceof StartException)) {
            throw exception;
          }
          failed.getErr().println(exception.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** The version from the manifest. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "Module Gateway " + (version == null ? "(not packaged)" : version),
        "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
      };
    }
  }
}
