package gateway.api.module;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packages that a module may import, in one list. The gateway's check of a jar, its resolver
 * hook, the test kit and the generator of new modules all read it here. All other packages in a
 * gateway may change with every version: a module that needs a library embeds it.
 *
 * <p>No state; any thread.
 */
public final class ModuleImports {

  private static final String OURS = "gateway.";

  /**
   * A plain name is one package; a name with {@code .*} is the package and all packages below it.
   */
  private static final List<String> OFFERED =
      List.of(
          "gateway.api.device",
          "gateway.api.module",
          "gateway.json",
          "org.osgi.framework",
          "org.osgi.service.component",
          "org.osgi.service.log",
          "org.slf4j.*",
          // the JDK; not the whole of javax.*, to which servlets belong too
          "java.*",
          "javax.accessibility.*",
          "javax.annotation.processing",
          "javax.crypto.*",
          "javax.imageio.*",
          "javax.lang.model.*",
          "javax.management.*",
          "javax.naming.*",
          "javax.net.*",
          "javax.print.*",
          "javax.rmi.*",
          "javax.script",
          "javax.security.*",
          "javax.smartcardio",
          "javax.sound.*",
          "javax.sql.*",
          "javax.swing.*",
          "javax.tools",
          "javax.transaction.xa",
          "javax.xml.*",
          "jdk.*",
          "org.ietf.jgss",
          "org.w3c.dom.*",
          "org.xml.sax.*");

  private ModuleImports() {}

  /**
   * Returns the list, as bnd writes it: {@code a.b} is one package, {@code a.b.*} that package and
   * all below it.
   */
  public static List<String> offered() {
    return OFFERED;
  }

  /** Tells whether a module may import a package. */
  public static boolean offers(String packageName) {
    return OFFERED.stream().anyMatch(offered -> covers(offered, packageName));
  }

  private static boolean covers(String offered, String packageName) {
    return offered.endsWith(".*")
        ? (packageName + '.').startsWith(offered.substring(0, offered.length() - 1))
        : packageName.equals(offered);
  }

  /**
   * Returns the fault of a module's imports and its cure, to be read after "it"; empty without a
   * fault. An optional import of a foreign package is not wrong: the gateway never wires it.
   *
   * @param importPackage value of the manifest header {@code Import-Package}, may be empty
   */
  public static Optional<String> fault(String importPackage) {
    List<String> refused =
        Arrays.stream(unquoted(importPackage).split(","))
            .flatMap(ModuleImports::refused)
            .distinct()
            .toList();
    List<String> ours = refused.stream().filter(name -> name.startsWith(OURS)).toList();
    if (!ours.isEmpty()) {
      return Optional.of(
          "imports "
              + String.join(", ", ours)
              + ", which is for the gateway alone; a module imports gateway.api.module,"
              + " gateway.api.device and gateway.json");
    }
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "imports "
                + String.join(", ", refused)
                + ", which a gateway does not offer to modules; embed the library, with a line in"
                + " bnd.bnd: -conditionalpackage: "
                + refused.stream().map(name -> name + ".*").collect(Collectors.joining(", ")));
  }

  /** Quoted values, version ranges for instance, contain commas; they are left out. */
  private static String unquoted(String header) {
    return header
        .replaceAll("resolution:\\s*=\\s*\"?optional\"?", "optional:=")
        .replaceAll("\"[^\"]*\"", "");
  }

  /** One clause may name several packages. */
  private static Stream<String> refused(String clause) {
    List<String> parts = Arrays.stream(clause.split(";")).map(String::strip).toList();
    boolean optional = parts.contains("optional:=");
    return parts.stream()
        .filter(part -> !part.isEmpty() && !part.contains("="))
        .filter(name -> !offers(name))
        .filter(name -> !optional || name.startsWith(OURS));
  }
}
