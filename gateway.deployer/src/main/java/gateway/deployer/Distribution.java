package gateway.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The bundles that the gateway consists of: those that were installed before any module.
 *
 * @param lastBundle the highest of their ids
 * @param names their symbolic names, which no other bundle may use
 * @param packages the packages that the gateway's own bundles export; no module may contain a copy
 *     of them
 */
record Distribution(long lastBundle, Set<String> names, Set<String> packages) {

  private static final String OURS = "gateway.";

  /**
   * File that is kept when this bundle is stopped and started, and deleted with the framework's
   * storage.
   */
  private static final String FILE = "distribution";

  /**
   * Reads the installed bundles.
   *
   * @throws IOException if this bundle cannot save the result
   */
  static Distribution of(BundleContext context) throws IOException {
    long last = lastBundle(context);
    Set<String> names = new HashSet<>();
    Set<String> packages = new HashSet<>();
    names.add(Constants.SYSTEM_BUNDLE_SYMBOLICNAME);
    for (Bundle bundle : context.getBundles()) {
      String name = bundle.getSymbolicName();
      if (bundle.getBundleId() <= last && name != null) {
        names.add(name);
        if (name.startsWith(OURS)) {
          packages.addAll(exports(bundle));
        }
      }
    }
    return new Distribution(last, Set.copyOf(names), Set.copyOf(packages));
  }

  private static long lastBundle(BundleContext context) throws IOException {
    Path file = context.getDataFile(FILE).toPath();
    if (Files.exists(file)) {
      return Long.parseLong(Files.readString(file));
    }
    long last = Arrays.stream(context.getBundles()).mapToLong(Bundle::getBundleId).max().orElse(0);
    Files.writeString(file, Long.toString(last));
    return last;
  }

  private static Set<String> exports(Bundle bundle) {
    Set<String> packages = new HashSet<>();
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    for (BundleCapability capability :
        revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
      packages.add((String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
    }
    return packages;
  }

  boolean contains(Bundle bundle) {
    return bundle.getBundleId() <= lastBundle;
  }

  /** Tells whether a symbolic name is the gateway's, or of a bundle that came with it. */
  boolean reserves(String symbolicName) {
    return symbolicName.startsWith(OURS)
        || (symbolicName + '.').equals(OURS)
        || names.contains(symbolicName);
  }
}
