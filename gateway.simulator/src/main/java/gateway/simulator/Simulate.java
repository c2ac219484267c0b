package gateway.simulator;

import gateway.simulator.device.SimulateDevice;
import gateway.simulator.load.SimulateLoad;
import gateway.simulator.server.SimulateServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: the other ends of the gateway. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Plays a device, many devices, or the External Server.",
    subcommands = {SimulateServer.class, SimulateDevice.class, SimulateLoad.class})
public final class Simulate implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs it by itself, without the gateway's own command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "server, device or load is missing");
  }
}
