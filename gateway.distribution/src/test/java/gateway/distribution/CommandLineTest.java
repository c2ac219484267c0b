package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {

  @TempDir private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeHome() throws Exception {
    System.setProperty("gateway.home", home.toString());
    Files.createDirectories(home.resolve("descriptors"));
    for (String name : new String[] {"gateway", "shell", "debug", "module-handler"}) {
      Files.writeString(home.resolve("descriptors/" + name + ".bndrun"), "");
    }
  }

  @AfterEach
  void forgetHome() {
    System.clearProperty("gateway.home");
  }

  private CommandLine commandLine(String... arguments) {
    return Main.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
  }

  private LaunchSettings settings(String... arguments) {
    CommandLine.ParseResult parsed = commandLine(arguments).parseArgs(arguments);
    return ((RunCommand) parsed.subcommand().commandSpec().userObject()).settings();
  }

  private int execute(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  @Test
  void withoutOptionsTheConfigurationDecides() {
    LaunchSettings settings = settings("run");
    assertEquals(Map.of(), settings.properties());
    assertEquals(home.resolve("data"), settings.data());
    assertEquals(home.resolve("descriptors/gateway.bndrun"), settings.descriptor());
  }

  @Test
  void testingModesExcludeEachOther() {
    assertEquals(
        Map.of("gateway.testing", "comm-error"), settings("run", "--comm-error").properties());
    assertEquals(
        Map.of("gateway.testing", "serv-too-long"),
        settings("run", "--serv-too-long").properties());
    assertEquals(Map.of(), settings("run", "--no-comm-error").properties());
    assertEquals(Map.of(), settings("run", "--no-serv-too-long").properties());
    assertEquals(2, execute("run", "--comm-error", "--serv-too-long"));
    assertTrue(err.toString().contains("mutually exclusive"), err.toString());
  }

  @Test
  void optionsBecomeFrameworkProperties() {
    LaunchSettings settings =
        settings(
            "run",
            "-i",
            "0.0.0.0",
            "-p",
            "1636",
            "--config",
            "/c.json",
            "--deploy",
            "/d",
            "--data",
            "/x",
            "--broker",
            "embedded:1900",
            "--http",
            "[::1]:9090",
            "--strict");
    assertEquals(
        Map.of(
            "gateway.ip-address", "0.0.0.0",
            "gateway.port", "1636",
            "gateway.config", "/c.json",
            "gateway.deploy", "/d",
            "gateway.broker", "embedded:1900",
            "gateway.http", "[::1]:9090",
            "gateway.strict", "true"),
        settings.properties());
    assertEquals(Path.of("/x"), settings.data());
  }

  @Test
  void withoutWebItsBundlesAreNotReached() {
    assertEquals(
        Map.of("gateway.no-http", "true", "org.osgi.framework.startlevel.beginning", "20"),
        settings("run", "--no-http").properties());
  }

  @Test
  void relativePathsAreThoseOfTheCaller() {
    assertEquals(
        Path.of("c.json").toAbsolutePath().toString(),
        settings("run", "--config", "c.json").properties().get("gateway.config"));
  }

  @Test
  void descriptorsAreNamedOrFiles() throws Exception {
    assertTrue(settings("run", "--bndrun", "debug").descriptor().endsWith("debug.bndrun"));
    assertTrue(settings("run", "--shell").descriptor().endsWith("shell.bndrun"));
    Path own = Files.writeString(home.resolve("own.bndrun"), "");
    assertEquals(own, settings("run", "--bndrun", own.toString()).descriptor());
    assertEquals(2, execute("run", "--bndrun", home + "/absent.bndrun"));
    assertTrue(err.toString().contains("--bndrun: no file"));
  }

  @Test
  void aStageAloneHasItsOwnDescriptorAndDataAndTheShellOnTopIfWanted() {
    LaunchSettings settings = settings("run", "module-handler");
    assertEquals(home.resolve("descriptors/module-handler.bndrun"), settings.descriptor());
    assertEquals(home.resolve("data/module-handler"), settings.data());
    assertFalse(settings.addShell());
    LaunchSettings withShell = settings("run", "module-handler", "--shell");
    assertEquals(settings.descriptor(), withShell.descriptor());
    assertTrue(withShell.addShell());
    assertFalse(settings("run", "--shell").addShell(), "it is in the descriptor");
    assertEquals(2, execute("run", "module-handler", "--broker", "none"));
    assertTrue(err.toString().contains("--broker is not for a stage alone"), err.toString());
  }

  @Test
  void aShellNeedsATerminal() {
    assertFalse(settings("run", "--shell").interactive());
    assertTrue(err.toString().contains("no terminal"));
  }

  @Test
  void usageErrorsEndWithStatus2() {
    assertEquals(2, execute());
    assertEquals(2, execute("nonsense"));
    assertEquals(2, execute("run", "--nonsense"));
    assertEquals(2, execute("run", "--port", "0"));
    assertEquals(2, execute("run", "--port", "65536"));
    assertEquals(2, execute("run", "--port", "eighty"));
    assertEquals(2, execute("run", "--broker", "maybe"));
    assertEquals(2, execute("run", "--broker", "embedded:x"));
    assertEquals(2, execute("run", "-p", "1", "-p", "2"));
    for (String http : new String[] {"8080", ":8080", "::1:8080", "127.0.0.1:x", "[::1]"}) {
      assertEquals(2, execute("run", "--http", http), http);
    }
    assertEquals(2, execute("simulate"));
    assertTrue(err.toString().contains("'65536' is not a port from 1 to 65535"));
  }

  @Test
  void whereTheLaboratoryIsItsCommandsAreFound() {
    assertEquals(0, execute("simulate", "outage", "--list"));
    assertEquals(0, execute("simulate", "swap", "--help"));
  }

  @Test
  void passwordsAreHashedAndNotTooShort() throws Exception {
    char[] password = "correct horse".toCharArray();
    assertTrue(HashPasswordCommand.hash(password).matches(password));
    assertThrows(StartException.class, () -> HashPasswordCommand.hash("short".toCharArray()));
  }

  @Test
  void helpAndVersionEndWithStatus0() {
    assertEquals(0, execute("--help"));
    assertEquals(0, execute("run", "--help"));
    assertEquals(0, execute("--version"));
    assertTrue(out.toString().contains("Usage: gateway run"));
    assertTrue(out.toString().contains("Module Gateway"));
  }

  /** Felix, for one, forms the version of Java by it. */
  @Test
  void digitsAndLettersAreTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      for (String language : List.of("ar-EG", "fa-IR", "mr-IN", "ne-NP", "my-MM", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(language));
        commandLine("run");
        assertEquals("17 1.5 i", String.format("%d %.1f", 17, 1.5) + " I".toLowerCase(), language);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void linksToServicesAreIgnoredWithOneWarningThatNamesTheVariable() throws Exception {
    List<String> warnings = new ArrayList<>();
    CommandLine whole = commandLine("run");
    CommandLine run = whole.getSubcommands().get("run");
    run.setDefaultValueProvider(
        new EnvironmentDefaults(
            Map.of(
                "GATEWAY_PORT", "tcp://10.96.12.7:8888",
                "GATEWAY_HTTP", "tcp://10.96.12.8:80",
                "GATEWAY_CONFIG", "",
                "GATEWAY_IP_ADDRESS", "0.0.0.0"),
            warnings::add));
    whole.parseArgs("run");
    whole.parseArgs("run");
    LaunchSettings settings = ((RunCommand) run.getCommandSpec().userObject()).settings();
    assertEquals(Map.of("gateway.ip-address", "0.0.0.0"), settings.properties());
    assertEquals(
        List.of("GATEWAY_HTTP", "GATEWAY_PORT"),
        warnings.stream().map(warning -> warning.split(" ")[0]).sorted().toList());
    run.setDefaultValueProvider(
        new EnvironmentDefaults(Map.of("GATEWAY_PORT", "10.96.12.7:8888"), warnings::add));
    assertThrows(CommandLine.ParameterException.class, () -> whole.parseArgs("run"));
  }

  @Test
  void everyOptionWithAVariableTakesItsValue() {
    CommandLine whole = commandLine("run");
    CommandLine run = whole.getSubcommands().get("run");
    run.setDefaultValueProvider(
        new EnvironmentDefaults(
            Map.of(
                "GATEWAY_IP_ADDRESS", "0.0.0.0",
                "GATEWAY_PORT", "1636",
                "GATEWAY_CONFIG", "/c.json",
                "GATEWAY_DEPLOY", "/d",
                "GATEWAY_DATA", "/x",
                "GATEWAY_BROKER", "none",
                "GATEWAY_HTTP", "[::1]:9090",
                "GATEWAY_NO_HTTP", "true"),
            warning -> {}));
    whole.parseArgs("run");
    LaunchSettings settings = ((RunCommand) run.getCommandSpec().userObject()).settings();
    assertEquals(
        Map.of(
            "gateway.ip-address", "0.0.0.0",
            "gateway.port", "1636",
            "gateway.config", "/c.json",
            "gateway.deploy", "/d",
            "gateway.broker", "none",
            "gateway.http", "[::1]:9090",
            "gateway.no-http", "true",
            "org.osgi.framework.startlevel.beginning", "20"),
        settings.properties());
    assertEquals(Path.of("/x"), settings.data());
  }
}
