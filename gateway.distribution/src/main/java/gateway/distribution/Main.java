package gateway.distribution;

import gateway.simulator.Simulate;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Usage errors end with status 2, everything else that fails with 1. */
@Command(
    name = "gateway",
    description = "Gateway between a vehicle's devices and the fleet cloud.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      Simulate.class,
      CheckConfigCommand.class,
      NewModuleCommand.class,
      HealthCommand.class,
      HashPasswordCommand.class,
      SupportBundleCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Makes the command line with all its commands. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              if (!(exception instanceof StartException)) {
                throw exception;
              }
              commandLine.getErr().println(exception.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
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
