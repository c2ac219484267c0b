package gateway.distribution;

import gateway.config.ConfigurationCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration as {@code run} would, and runs nothing. */
@Command(
    name = "check-config",
    description =
        "Check a configuration file without running a gateway, and report all faults at once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Environment variables apply as they do for run.",
      "Exit status: 0 fine, 1 faults, 2 usage error."
    })
final class CheckConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "Configuration, of any form.")
  private Path file;

  @Option(
      names = "--es-config",
      paramLabel = "FILE",
      description = "The External Server's own configuration, to compare with.")
  private Path externalServer;

  @Option(names = "--schema", description = "Print the JSON schema of configurations instead.")
  private boolean schema;

  @Override
  public Integer call() throws StartException {
    PrintWriter out = spec.commandLine().getOut();
    ConfigurationCheck check = check(Folders.home());
    if (schema) {
      out.print(check.jsonSchema());
      out.flush();
      return 0;
    }
    Path checked = file == null ? Folders.home().resolve("etc/gateway.json") : file;
    Map<String, String> properties = new HashMap<>();
    properties.put("gateway.home", Folders.home().toString());
    if (file != null) {
      properties.put("gateway.config", file.toAbsolutePath().normalize().toString());
    }
    ConfigurationCheck.Report report =
        check.check(properties::get, System.getenv(), Optional.ofNullable(externalServer));
    report.warnings().forEach(warning -> out.println("warning: " + warning));
    out.println(
        report.faults().isEmpty() ? "configuration " + checked + " has no fault" : report.faults());
    out.flush();
    return report.faults().isEmpty() ? 0 : 1;
  }

  private static ConfigurationCheck check(Path home) throws StartException {
    ConfigurationCheck check = new ConfigurationCheck();
    try {
      check.addBundles(home.resolve("bundles"));
    } catch (IOException e) {
      throw new StartException("the bundles cannot be read: " + e.getMessage());
    }
    return check;
  }
}
