package gateway.distribution;

import gateway.api.device.DeviceTypes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes a Maven project for a module of one's own. */
@Command(
    name = "new-module",
    description = "Write a small Maven project for a module of your own, ready to build.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The project builds with \"mvn package\"; its jar, copied into the deploy",
      "folder, is then installed. See docs/modules.md.",
      "Exit status: 0 written, 1 cannot write, 2 usage error."
    })
final class NewModuleCommand implements Callable<Integer> {

  /** The numbers up to here belong to the Fleet Protocol (PROTOCOL section 1.1). */
  private static final int LAST_RESERVED = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the module: lower-case letters, digits and dashes.",
      converter = NameConverter.class)
  private String name;

  @Option(
      names = "--number",
      paramLabel = "N",
      required = true,
      description =
          "Module number, preferably above 1000: the others belong to the Fleet Protocol.",
      converter = NumberConverter.class)
  private Integer number;

  @Option(
      names = "--types",
      paramLabel = "T,T|'*'",
      required = true,
      description = "Device types that it supports, or '*' (quoted) for every type.",
      converter = TypesConverter.class)
  private String types;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the project, new or empty (NAME).")
  private Path dir;

  @Option(
      names = "--package",
      paramLabel = "P",
      description = "Java package, which is the name of the bundle too (modules.NAME).",
      converter = PackageConverter.class)
  private String packageName;

  @Override
  public Integer call() throws StartException {
    ModuleProject project = project();
    Path folder = (dir == null ? Path.of(name) : dir).toAbsolutePath().normalize();
    try {
      if (!isFree(folder)) {
        throw new StartException(
            folder + " exists and is not an empty folder: nothing was written (--dir DIR)");
      }
      project.write(folder);
    } catch (IOException e) {
      throw new StartException("cannot write " + folder + ": " + e, e);
    }
    print(project, folder);
    return 0;
  }

  private ModuleProject project() {
    String bundle = packageName == null ? "modules." + name.replace("-", "") : packageName;
    if (!SourceVersion.isName(bundle)) {
      throw new ParameterException(
          spec.commandLine(),
          "'" + bundle + "' is not a Java package: choose another (--package P)");
    }
    Optional<Path> other = shipped(bundle);
    if (other.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          other.get().getFileName()
              + " is a bundle of that name: the gateway would take the new module for another"
              + " version of it, choose another name (or --package P)");
    }
    return new ModuleProject(
        name, number, List.of(types.split(",")), bundle, Folders.home().resolve("maven").toUri());
  }

  /** Finds a jar of that bundle among those that are deployed or may be. */
  private static Optional<Path> shipped(String bundle) {
    return Stream.of("deploy", "modules")
        .flatMap(folder -> jars(Folders.home().resolve(folder)).stream())
        .filter(jar -> jar.getFileName().toString().startsWith(bundle + "-"))
        .findFirst();
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.toList();
    } catch (IOException e) {
      return List.of(); // no such folder
    }
  }

  private static boolean isFree(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private void print(ModuleProject project, Path folder) {
    PrintWriter out = spec.commandLine().getOut();
    String gateway = quoted(Folders.script());
    out.println("Module " + name + " is in " + folder + ". To try it, with the gateway running:");
    out.println();
    out.println("  (cd " + quoted(folder) + " && mvn package)");
    out.println(
        "  cp "
            + quoted(folder.resolve("target").resolve(project.jar()))
            + " "
            + quoted(Folders.home().resolve("deploy"))
            + "/");
    out.println(
        "  "
            + gateway
            + " simulate device --module "
            + number
            + " --type "
            + project.firstType()
            + " --role test --status '{\"temperature\":21.5}'");
    out.println("  " + gateway + " simulate server");
    if (number <= LAST_RESERVED) {
      out.println();
      out.println(
          "Numbers up to "
              + LAST_RESERVED
              + " belong to the Fleet Protocol. When another module has number "
              + number
              + ", this one waits.");
    }
    out.flush();
  }

  /** Returns the path, quoted for a shell. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** A name from which package and class are made. */
  static final class NameConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      if (!value.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || value.length() > 40) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is not a module name: at most 40 lower-case letters, digits and single dashes,"
                + " a letter first, such as door or front-door");
      }
      return value;
    }
  }

  /** A module number. */
  static final class NumberConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
      if (value.matches("0*")) {
        throw new TypeConversionException("number 0 is reserved: choose one above 1000");
      }
      try {
        return Integer.parseInt(value.matches("\\d+") ? value : "?");
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + value + "' is not a module number from 1 to " + Integer.MAX_VALUE);
      }
    }
  }

  /** A list of device types without blanks or repetitions, or every type. */
  static final class TypesConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      List<String> types =
          Arrays.stream(value.split(",", -1)).map(String::trim).distinct().toList();
      try {
        DeviceTypes.parse(types);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      return types.contains("*") ? "*" : String.join(",", types);
    }
  }

  /** A package outside of the gateway's and Java's own. */
  static final class PackageConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      if (!SourceVersion.isName(value) || !value.matches("[\\w.]+")) {
        throw new TypeConversionException(
            "'" + value + "' is not a Java package, such as org.acme.door");
      }
      if (value.matches("(gateway|java|javax)(\\..*)?")) {
        throw new TypeConversionException(
            "package " + value + " belongs to the gateway or to Java");
      }
      return value;
    }
  }
}
