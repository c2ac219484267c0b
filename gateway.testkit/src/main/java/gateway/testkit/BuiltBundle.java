package gateway.testkit;

import gateway.api.module.ModuleImports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Manifest;

/** The built form of a module: the folder or jar that its class comes from. */
final class BuiltBundle {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private final String root;
  private final Manifest manifest;

  private BuiltBundle(String root, Manifest manifest) {
    this.root = root;
    this.manifest = manifest;
  }

  /**
   * Finds the bundle of a class.
   *
   * @throws IllegalStateException if there is none
   */
  static BuiltBundle of(Class<?> type) {
    String root = root(type);
    try (InputStream in = URI.create(root + MANIFEST).toURL().openStream()) {
      return new BuiltBundle(root, new Manifest(in));
    } catch (IOException e) {
      throw new IllegalStateException(
          "there is no bundle manifest in "
              + root
              + ", so its components are unknown: run the test through Maven (mvn test),"
              + " where bnd-maven-plugin writes it after the compiler",
          e);
    }
  }

  private static String root(Class<?> type) {
    String path = type.getName().replace('.', '/') + ".class";
    URL location = type.getClassLoader().getResource(path);
    if (location == null) {
      throw new IllegalStateException(type.getName() + " has no class file of its own");
    }
    String url = location.toString();
    return url.substring(0, url.length() - path.length());
  }

  /** Returns the folder of the component descriptions. */
  List<String> components() {
    return clauses("Service-Component").stream().map(path -> root + path).toList();
  }

  /** Returns the packages that it exports. */
  List<String> exports() {
    return clauses("Export-Package").stream().map(BuiltBundle::name).toList();
  }

  /** Returns the fault of its imports, and its cure; empty without a fault. */
  Optional<String> importFault() {
    return ModuleImports.fault(header("Import-Package"));
  }

  private static String name(String clause) {
    return clause.split(";")[0].trim();
  }

  /** Quoted values, version ranges for instance, contain commas; they are left out. */
  private List<String> clauses(String header) {
    return Arrays.stream(header(header).replaceAll("\"[^\"]*\"", "").split(","))
        .map(String::trim)
        .filter(clause -> !clause.isEmpty())
        .toList();
  }

  private String header(String name) {
    String value = manifest.getMainAttributes().getValue(name);
    return value == null ? "" : value;
  }
}
