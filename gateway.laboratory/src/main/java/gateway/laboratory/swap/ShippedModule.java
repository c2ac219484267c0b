package gateway.laboratory.swap;

import gateway.laboratory.swap.module.Behaviour;
import gateway.laboratory.swap.module.MarkedModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A module jar of the distribution, of which any number of versions can be made: each holds the
 * shipped classes behind a {@link MarkedModule}.
 */
final class ShippedModule {

  static final String IMPORTS = "Import-Package";

  private static final String SYMBOLIC_NAME = "Bundle-SymbolicName";
  private static final String COMPONENT = "Service-Component";
  private static final List<String> ADDED =
      List.of("Behaviour", "CommandMark", "MarkedModule", "MarkedModule$MarkedDevice");
  private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"(.+?)\"");
  private static final Pattern PROPERTY =
      Pattern.compile("<property [^>]*(?:/>|>.*?</property>)", Pattern.DOTALL);

  private final Manifest manifest;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();
  private final String component;
  private final String implementation;
  private final String properties;

  /**
   * Reads a jar.
   *
   * @throws IOException if it cannot be read, or is no bundle with one component
   */
  ShippedModule(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      manifest = file.getManifest();
      component = header(COMPONENT);
      JarEntry xml = component == null ? null : file.getJarEntry(component);
      if (xml == null) {
        throw new IOException(jar + " is not a bundle with one component");
      }
      String text = new String(file.getInputStream(xml).readAllBytes(), StandardCharsets.UTF_8);
      Matcher named = IMPLEMENTATION.matcher(text);
      if (!named.find()) {
        throw new IOException(jar + ": its component names no implementation");
      }
      implementation = named.group(1);
      properties =
          PROPERTY.matcher(text).results().map(MatchResult::group).collect(Collectors.joining());
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.getName().endsWith(".class")) {
          classes.put(entry.getName(), file.getInputStream(entry).readAllBytes());
        }
      }
    }
    for (String name : ADDED) {
      try (InputStream in = MarkedModule.class.getResourceAsStream(name + ".class")) {
        classes.put(
            MarkedModule.class.getPackageName().replace('.', '/') + '/' + name + ".class",
            in.readAllBytes());
      }
    }
  }

  /** Returns a jar with the same module under another name, for another module number. */
  byte[] other(String name, int number) throws IOException {
    return other(name, number, false);
  }

  /** Returns such a jar that may be broken: it imports what is missing. */
  byte[] other(String name, int number, boolean broken) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(Map.of(SYMBOLIC_NAME, name));
    if (broken) {
      headers.put(IMPORTS, header(IMPORTS) + ",no.such.library");
    }
    return jar(headers, number, 0, Behaviour.GOOD);
  }

  /**
   * Returns a newer version of this module.
   *
   * @param version its number, from 1
   */
  byte[] version(int version, Behaviour behaviour) throws IOException {
    return version(version, behaviour, Map.of());
  }

  /** Returns a newer version whose manifest has other headers. */
  byte[] version(int version, Behaviour behaviour, Map<String, String> headers) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Bundle-Version", bundleVersion(version));
    return jar(all, 1, version, behaviour);
  }

  /** Returns what the gateway calls a version. */
  String bundleVersion(int version) {
    String[] shipped = header("Bundle-Version").split("\\.");
    return shipped[0] + '.' + shipped[1] + '.' + (Integer.parseInt(shipped[2]) + version);
  }

  String header(String name) {
    return manifest == null ? null : manifest.getMainAttributes().getValue(name);
  }

  private byte[] jar(Map<String, String> headers, int number, int version, Behaviour behaviour)
      throws IOException {
    Manifest changed = new Manifest(manifest);
    Attributes main = changed.getMainAttributes();
    headers.forEach(main::putValue);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(out, changed)) {
      for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
        put(jar, entry.getKey(), entry.getValue());
      }
      put(
          jar,
          component,
          xml(main.getValue(SYMBOLIC_NAME), number, version, behaviour)
              .getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private String xml(String name, int number, int version, Behaviour behaviour) {
    return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" init=\"1\" name=\""
        + name
        + ".swap\">"
        + properties
        + property("module.number", "Integer", number)
        + property(MarkedModule.MODULE, "String", implementation)
        + property(MarkedModule.VERSION, "Integer", version)
        + property(MarkedModule.BEHAVIOUR, "String", behaviour)
        + "<service><provide interface=\"gateway.api.module.FleetModule\"/></service>"
        + "<implementation class=\""
        + MarkedModule.class.getName()
        + "\"/></scr:component>";
  }

  private static String property(String name, String type, Object value) {
    return "<property name=\"" + name + "\" type=\"" + type + "\" value=\"" + value + "\"/>";
  }
}
