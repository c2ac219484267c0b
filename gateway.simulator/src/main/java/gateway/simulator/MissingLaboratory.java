package gateway.simulator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Stands in for a command of the laboratory where the laboratory is not installed. */
@Command(hidden = true)
final class MissingLaboratory implements Callable<Integer> {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "simulate %s is part of the laboratory, which is not installed here.%n"
            + "Unpack the archive gateway-laboratory-VERSION.tar.gz of the same version:%n"
            + "  tar xzf gateway-laboratory-VERSION.tar.gz --strip-components=1 -C %s%n",
        spec.name(), System.getProperty("gateway.home", "HOME"));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
