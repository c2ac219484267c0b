package gateway.deployer;

import gateway.api.module.ModuleImports;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** The manifest of a jar, checked against the rules for deployed bundles. */
final class Headers {

  private final Attributes attributes;
  private final Distribution distribution;

  Headers(Attributes attributes, Distribution distribution) {
    this.attributes = attributes;
    this.distribution = distribution;
  }

  /**
   * Checks the headers.
   *
   * @return symbolic name and version
   */
  String check() throws RefusedException {
    String name = name();
    if (!"2".equals(value(Constants.BUNDLE_MANIFESTVERSION))) {
      throw RefusedException.because(
          "its manifest has no Bundle-ManifestVersion: 2; build it with bnd");
    }
    if (distribution.reserves(name)) {
      throw RefusedException.because(
          "its symbolic name " + name + " is one of the gateway's own; give it another");
    }
    Version version = version();
    if (attributes.getValue(Constants.FRAGMENT_HOST) != null) {
      throw RefusedException.because(
          "it is a fragment of another bundle; make a bundle of its own");
    }
    String exports = value(Constants.EXPORT_PACKAGE);
    if (!exports.isEmpty()) {
      throw RefusedException.because(
          "it exports packages ("
              + String.join(", ", paths(exports))
              + "), and others would have to be restarted with it; keep its packages private");
    }
    checkImports();
    return name + ' ' + version;
  }

  private String name() throws RefusedException {
    String name = value(Constants.BUNDLE_SYMBOLICNAME).split(";")[0].strip();
    if (name.isEmpty()) {
      throw RefusedException.because(
          "its manifest has no Bundle-SymbolicName, so it is not an OSGi bundle;"
              + " build it with bnd");
    }
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      throw RefusedException.because(
          "its symbolic name "
              + name
              + " has other characters than letters, digits, dots, dashes and underscores");
    }
    return name;
  }

  private Version version() throws RefusedException {
    String version = value(Constants.BUNDLE_VERSION);
    try {
      return Version.parseVersion(version);
    } catch (IllegalArgumentException e) {
      throw RefusedException.because(
          "its Bundle-Version " + version + " is not a version such as 1.2.3");
    }
  }

  /** Checks the packages and bundles that it requires. */
  void checkImports() throws RefusedException {
    Optional<String> fault = ModuleImports.fault(value(Constants.IMPORT_PACKAGE));
    if (fault.isPresent()) {
      throw RefusedException.because("it " + fault.get());
    }
    for (String imported : paths(value(Constants.DYNAMICIMPORT_PACKAGE))) {
      if (!ModuleImports.offers(imported.replaceFirst("\\.\\*$", ""))) {
        throw RefusedException.because(
            "it imports packages dynamically (DynamicImport-Package: "
                + imported
                + "); name those that it needs in Import-Package");
      }
    }
    for (String required : paths(value(Constants.REQUIRE_BUNDLE))) {
      if (distribution.reserves(required)) {
        throw RefusedException.because(
            "it requires the bundle "
                + required
                + "; name the packages that it needs in Import-Package");
      }
    }
  }

  /** Returns the jars within the jar that its classes are loaded from. */
  List<String> embeddedJars() {
    return paths(value(Constants.BUNDLE_CLASSPATH)).stream()
        .filter(path -> path.endsWith(".jar"))
        .map(path -> path.startsWith("/") ? path.substring(1) : path)
        .toList();
  }

  private String value(String header) {
    String value = attributes.getValue(header);
    return value == null ? "" : value.strip();
  }

  /** Returns the paths of the clauses of a header, without attributes and directives. */
  private static List<String> paths(String header) {
    return Arrays.stream(header.replaceAll("\"[^\"]*\"", "").split(","))
        .flatMap(clause -> Stream.of(clause.split(";")))
        .map(String::strip)
        .filter(part -> !part.isEmpty() && !part.contains("="))
        .toList();
  }
}
