package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.module.ModuleImports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is built, tested and dropped into a running gateway by .ci/smoke. */
class NewModuleCommandTest {

  @TempDir private Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path project;

  @BeforeEach
  void makeHome() throws IOException {
    Path home = Files.createDirectories(temporary.resolve("my gateway & co"));
    System.setProperty("gateway.home", home.toString());
    Files.createDirectories(home.resolve("deploy"));
    Files.createDirectories(home.resolve("modules"));
    Files.writeString(home.resolve("deploy/modules.mission-0.1.0.jar"), "");
    Files.writeString(home.resolve("modules/modules.io-0.1.0.jar"), "");
    project = temporary.resolve("a project");
  }

  @AfterEach
  void forgetHome() {
    System.clearProperty("gateway.home");
  }

  private int execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of("new-module", "--dir", project.toString()));
    all.addAll(List.of(arguments));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(project)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> project.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private String file(String name) throws IOException {
    return Files.readString(project.resolve(name));
  }

  @Test
  void writesAProjectAndNothingSuperfluous() throws IOException {
    assertEquals(0, execute("front-door", "--number", "4711", "--types", "0, 4294967295,0"));
    assertEquals(
        List.of(
            "README.md",
            "bnd.bnd",
            "pom.xml",
            "src/main/java/modules/frontdoor/FrontDoorModule.java",
            "src/test/java/modules/frontdoor/FrontDoorModuleTest.java"),
        files());
    String module = file("src/main/java/modules/frontdoor/FrontDoorModule.java");
    assertTrue(module.startsWith("package modules.frontdoor;"), module);
    assertTrue(
        module.contains("@ModuleProperties(number = 4711, deviceTypes = {\"0\", \"4294967295\"})"));
    String test = file("src/test/java/modules/frontdoor/FrontDoorModuleTest.java");
    assertTrue(test.contains("Stream.of(0, -1)"), test);
    assertTrue(test.contains("gateway.device(0, \"test\")"), test);
    for (String name : files()) {
      assertFalse(file(name).contains("{{"), name);
      assertFalse(file(name).contains("@."), name);
    }
  }

  @Test
  void thePomNamesTheRepositoryOfThisGateway() throws IOException {
    execute("door", "--number", "4711", "--types", "*");
    String pom = file("pom.xml");
    assertTrue(pom.contains("/my%20gateway%20&amp;%20co/maven"), pom);
    assertFalse(pom.contains("@"), pom);
    assertTrue(pom.contains("<artifactId>modules.door</artifactId>"), pom);
  }

  @Test
  void theBundleDescriptionListsWhatAModuleMayImport() throws IOException {
    execute("door", "--number", "4711", "--types", "0");
    assertEquals(
        ModuleImports.offered(),
        file("bnd.bnd")
            .lines()
            .filter(line -> line.startsWith("#   "))
            .map(line -> line.substring(4))
            .toList());
  }

  @Test
  void printsTheFourCommandsToTryIt() {
    execute("door", "--number", "4711", "--types", "*", "--package", "org.acme.door");
    List<String> commands = out.toString().lines().filter(line -> line.startsWith("  ")).toList();
    assertEquals(4, commands.size(), out::toString);
    assertEquals("  (cd '" + project + "' && mvn package)", commands.get(0));
    assertTrue(commands.get(1).contains("/target/org.acme.door-1.0.0.jar' '"), commands.get(1));
    assertTrue(commands.get(2).contains("/gateway' simulate device --module 4711 --type 0 "));
    assertTrue(commands.get(3).endsWith("/gateway' simulate server"), commands.get(3));
  }

  @Test
  void aNumberOfTheFleetProtocolIsTakenWithAWarning() {
    assertEquals(0, execute("button", "--number", "2", "--types", "0"));
    assertTrue(out.toString().contains("When another module has number 2, this one waits."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Door --number 9999 --types 0|'Door' is not a module name",
        "a/b --number 9999 --types 0|'a/b' is not a module name",
        "-- -door --number 9999|is not a module name",
        "door --number 0 --types 0|number 0 is reserved",
        "door --number -1 --types 0|'-1' is not a module number from 1 to 2147483647",
        "door --number 2147483648 --types 0|is not a module number",
        "door --number x --types 0|is not a module number",
        "door --number 9999 --types 0,x|is neither",
        "door --number 9999 --types 0,,1|is neither",
        "door --number 9999 --types 0 --package 1.2|'1.2' is not a Java package",
        "door --number 9999 --types 0 --package gateway.door|belongs to the gateway",
        "int --number 9999 --types 0|'modules.int' is not a Java package",
        "mission --number 9999 --types 0|modules.mission-0.1.0.jar is a bundle of that name",
        "io --number 9999 --types 0|modules.io-0.1.0.jar is a bundle of that name",
        "--number 9999 --types 0|Missing required parameter: 'NAME'",
        "door --types 0|Missing required option: '--number=N'",
        "door --number 9999|Missing required option: '--types",
      })
  void aBadArgumentIsSaidAndNothingIsWritten(String arguments, String message) {
    assertEquals(2, execute(arguments.split(" ")));
    assertTrue(err.toString().contains(message), err::toString);
    assertTrue(Files.notExists(project));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsThereIsNotOverwritten(boolean folder) throws IOException {
    if (folder) {
      Files.createDirectories(project);
      Files.writeString(project.resolve("pom.xml"), "mine");
    } else {
      Files.writeString(project, "mine");
    }
    assertEquals(1, execute("door", "--number", "4711", "--types", "0"));
    assertTrue(err.toString().contains("nothing was written"), err::toString);
    assertEquals("mine", Files.readString(folder ? project.resolve("pom.xml") : project));
  }

  @Test
  void anEmptyFolderIsTaken() throws IOException {
    Files.createDirectories(project);
    assertEquals(0, execute("door", "--number", "4711", "--types", "0"));
  }

  @Test
  void whatCannotBeWrittenIsSaidInOneLine() throws IOException {
    Files.writeString(temporary.resolve("file"), "");
    project = temporary.resolve("file/project");
    assertEquals(1, execute("door", "--number", "4711", "--types", "0"));
    assertTrue(err.toString().startsWith("cannot write " + project), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }
}
