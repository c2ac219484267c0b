package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Reports that the gateway cannot start, for instance because a port is taken. The launcher offers
 * a {@code java.util.function.Consumer<String>} with the service property {@link #PROPERTY} (a type
 * of the JDK, because the launcher lives outside the bundles): it prints the one line given, stops
 * the framework and ends the process with status 1. Without a launcher, the line is logged as an
 * error and the component stays unsatisfied.
 */
@ProviderType
public interface FatalErrors {

  /** Service property that marks the consumer. */
  String PROPERTY = "gateway.fatal";

  /** Target filter for a reference to it. */
  String TARGET = "(" + PROPERTY + "=true)";
}
