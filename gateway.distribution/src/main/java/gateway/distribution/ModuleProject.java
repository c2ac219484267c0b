package gateway.distribution;

import gateway.api.module.ModuleImports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Maven project of a new module, made from the templates beside this class.
 *
 * @param name its name
 * @param number its module number
 * @param types the device types, or {@code *}
 * @param packageName Java package and symbolic name of the bundle
 * @param repository the gateway's Maven repository
 */
record ModuleProject(
    String name, int number, List<String> types, String packageName, URI repository) {

  void write(Path folder) throws IOException {
    Path packageFolder = Path.of(packageName.replace('.', '/'));
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("pom.xml", Path.of("pom.xml"));
    files.put("bnd.bnd", Path.of("bnd.bnd"));
    files.put("README.md", Path.of("README.md"));
    files.put(
        "Module.java",
        Path.of("src/main/java").resolve(packageFolder).resolve(className() + ".java"));
    files.put(
        "ModuleTest.java",
        Path.of("src/test/java").resolve(packageFolder).resolve(className() + "Test.java"));
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path target = folder.resolve(file.getValue());
      Files.createDirectories(target.getParent());
      Files.writeString(target, filled(file.getKey()));
    }
  }

  private String filled(String template) throws IOException {
    String text;
    try (InputStream in = ModuleProject.class.getResourceAsStream("new-module/" + template)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, String> values =
        Map.of(
            "name", name,
            "number", String.valueOf(number),
            "package", packageName,
            "group", packageName.contains(".") ? parentPackage() : packageName,
            "class", className(),
            "types", annotationTypes(),
            "type", firstType(),
            "typeList", types.contains("*") ? firstType() : sampleTypes(),
            "imports", imports(),
            "repository", repository.toString().replace("&", "&amp;"));
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return text;
  }

  /** Returns the packages that a module may import, as comments. */
  private static String imports() {
    return ModuleImports.offered().stream()
        .map(offered -> "#   " + offered)
        .collect(Collectors.joining("\n"));
  }

  private String parentPackage() {
    return packageName.substring(0, packageName.lastIndexOf('.'));
  }

  /** Returns {@code FrontDoorModule} for {@code front-door}. */
  private String className() {
    return Arrays.stream(name.split("-"))
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining())
        + "Module";
  }

  private String annotationTypes() {
    String listed = types.stream().map(t -> '"' + t + '"').collect(Collectors.joining(", "));
    return types.size() == 1 ? listed : "{" + listed + "}";
  }

  /** Returns the types as Java's signed ints. */
  private String sampleTypes() {
    return types.stream()
        .map(type -> String.valueOf(Integer.parseUnsignedInt(type)))
        .collect(Collectors.joining(", "));
  }

  /** Returns a type to try the module with. */
  String firstType() {
    return types.contains("*") ? "0" : types.get(0);
  }

  /** Returns the name of the jar that the project builds. */
  String jar() {
    return packageName + "-1.0.0.jar";
  }
}
