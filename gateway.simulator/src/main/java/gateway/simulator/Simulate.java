package gateway.simulator;

import gateway.simulator.device.SimulateDevice;
import gateway.simulator.load.SimulateLoad;
import gateway.simulator.outage.SimulateOutage;
import gateway.simulator.server.SimulateServer;
import gateway.simulator.swap.SimulateSwap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: the other ends of the gateway. */
@Command(
    name = "simulate",
    description = "Plays a device, many devices, the External Server, or what goes wrong.",
    subcommands = {
      SimulateServer.class,
      SimulateDevice.class,
      SimulateLoad.class,
      SimulateOutage.class,
      SimulateSwap.class
    })
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
        spec.commandLine(), "server, device, load, outage or swap is missing");
  }
}
