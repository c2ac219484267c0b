package gateway.deployer;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Hangs in its start until a test releases it. For a jar of its own. */
public final class HangingActivator implements BundleActivator {

  private static final String RELEASE = "gateway.deployer.HangingActivator.release";

  static void release() {
    System.setProperty(RELEASE, "");
  }

  @Override
  public void start(BundleContext context) {
    while (System.getProperty(RELEASE) == null) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void stop(BundleContext context) {
    // there is nothing to stop
  }
}
