package gateway.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Manifest;

/** What the build has made of a module: the folder or jar that its class comes from. */
final class BuiltBundle {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /**
   * What a module may import: the rest of what a gateway contains may change with every version.
   */
  private static final List<String> OFFERED =
      List.of(
          "gateway.api.module",
          "gateway.api.device",
          "gateway.json",
          "org.slf4j",
          "org.osgi.",
          "java.",
          "javax.",
          "jdk.",
          "org.ietf.jgss",
          "org.w3c.dom",
          "org.xml.sax");

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
              + ", so nothing says which components it holds: run the test through Maven (mvn test),"
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

  /** Returns where the component descriptions are. */
  List<String> components() {
    return clauses("Service-Component").stream().map(path -> root + path).toList();
  }

  /** Returns the packages that it exports. */
  List<String> exports() {
    return clauses("Export-Package").stream().map(BuiltBundle::name).toList();
  }

  /** Returns the packages that it cannot do without and that the gateway does not offer. */
  List<String> foreignImports() {
    return clauses("Import-Package").stream()
        .filter(clause -> !clause.contains("resolution:=optional"))
        .map(BuiltBundle::name)
        .filter(name -> OFFERED.stream().noneMatch(offered -> covers(offered, name)))
        .toList();
  }

  private static boolean covers(String offered, String name) {
    return name.equals(offered) || name.startsWith(offered.endsWith(".") ? offered : offered + '.');
  }

  private static String name(String clause) {
    return clause.split(";")[0].trim();
  }

  /** Quoted values, version ranges for instance, contain commas; they are left out. */
  private List<String> clauses(String header) {
    String value = manifest.getMainAttributes().getValue(header);
    return value == null
        ? List.of()
        : Arrays.stream(value.replaceAll("\"[^\"]*\"", "").split(",")).map(String::trim).toList();
  }
}
