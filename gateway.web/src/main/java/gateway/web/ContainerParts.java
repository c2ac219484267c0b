package gateway.web;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Which parts of the gateway belong to this container: those whose bundle is installed. */
public final class ContainerParts {

  /** Text for a part of the gateway that does not run in this container. */
  public static final String ABSENT = "not in this container";

  /** A part of the gateway. */
  public enum Part {
    /** The device port and its lanes. */
    PORT("gateway.internalserver"),
    /** The device records. */
    DEVICES("gateway.handler"),
    /** The module registry. */
    MODULES("gateway.registry"),
    /** The endpoints and the store. */
    ENDPOINTS("gateway.external"),
    /** The deploy folder. */
    DEPLOYMENTS("gateway.deployer"),
    /** The configuration. */
    CONFIGURATION("gateway.config"),
    /** The link to the stages in other containers. */
    STAGES("gateway.ipc");

    private final String bundle;

    Part(String bundle) {
      this.bundle = bundle;
    }
  }

  private final Predicate<String> installed;

  /** Makes the parts of a container. */
  public ContainerParts(BundleContext context) {
    this(
        bundle ->
            Stream.of(context.getBundles()).map(Bundle::getSymbolicName).anyMatch(bundle::equals));
  }

  /**
   * Makes the parts.
   *
   * @param installed tells whether a bundle of a symbolic name is installed
   */
  public ContainerParts(Predicate<String> installed) {
    this.installed = installed;
  }

  /** Tells whether a part belongs to this container. */
  public boolean has(Part part) {
    return installed.test(part.bundle);
  }

  /** Returns the parts that do not belong to this container. */
  public List<Part> absent() {
    return Arrays.stream(Part.values()).filter(part -> !has(part)).toList();
  }
}
