package gateway.simulator;

import gateway.simulator.device.SimulateDevice;
import gateway.simulator.load.SimulateLoad;
import gateway.simulator.server.SimulateServer;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: the other ends of the gateway. */
@Command(
    name = "simulate",
    description = "Plays a device, many devices or the External Server.",
    subcommands = {SimulateServer.class, SimulateDevice.class, SimulateLoad.class},
    modelTransformer = Simulate.Laboratory.class)
public final class Simulate implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Spec private CommandSpec spec;

  /** Runs it by itself, without the gateway's own command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: " + String.join(", ", offered()));
  }

  private List<String> offered() {
    return spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .map(CommandSpec::name)
        .toList();
  }

  /** Adds the commands of the laboratory, which is not part of a vehicle's installation. */
  static final class Laboratory implements IModelTransformer {

    private static final List<String> COMMANDS = List.of("outage", "swap");

    @Override
    public CommandSpec transform(CommandSpec simulate) {
      ServiceLoader.load(SimulateCommand.class)
          .forEach(command -> simulate.addSubcommand(null, new CommandLine(command)));
      for (String name : COMMANDS) {
        if (!simulate.subcommands().containsKey(name)) {
          simulate.addSubcommand(name, new CommandLine(new MissingLaboratory()));
        }
      }
      return simulate;
    }
  }
}
