package gateway.tests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;

/** The container of a test: all bundles of the gateway as they were built, no module. */
final class Container {

  private static final int LAST_START_LEVEL = 30;

  private Container() {}

  static Option[] options() {
    return new Option[] {
      frameworkStartLevel(LAST_START_LEVEL),
      frameworkProperty(Constants.FRAMEWORK_BSNVERSION)
          .value(Constants.FRAMEWORK_BSNVERSION_MULTIPLE),
      frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile").value(Target.log().toString()),
      systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
      systemProperty("pax.exam.invoker").value("junit"),
      link("org.apache.servicemix.bundles.junit"),
      link("org.apache.servicemix.bundles.hamcrest"),
      link("org.ops4j.pax.exam.invoker.junit"),
      composite(bundles().stream().map(Container::provision).toArray(Option[]::new))
    };
  }

  /** The jars that the build has put together, modules left out. */
  private static List<Path> bundles() {
    try (Stream<Path> files = Files.list(Target.bundle("").getParent())) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("modules."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Option provision(Path jar) {
    return bundle(jar.toUri().toString()).startLevel(startLevel(jar.getFileName().toString()));
  }

  private static int startLevel(String jar) {
    if (jar.startsWith("pax-logging") || jar.startsWith("org.osgi.service.log")) {
      return 1;
    }
    return switch (jar) {
      case "org.apache.felix.configadmin.jar" -> 2;
      case "org.apache.felix.scr.jar" -> 3;
      case "gateway.broker.jar" -> 5;
      case "gateway.external.jar" -> 12;
      case "gateway.handler.jar" -> 14;
      case "gateway.internalserver.jar" -> 16;
      case "gateway.deployer.jar" -> 20;
      default -> 10;
    };
  }

  private static Option link(String name) {
    return bundle("link:classpath:META-INF/links/" + name + ".link").startLevel(1);
  }
}
