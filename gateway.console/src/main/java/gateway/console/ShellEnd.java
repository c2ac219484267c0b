package gateway.console;

import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the shell before its bundle stops. That one gives the terminal back first and then waits
 * five seconds for its thread, which by then may read from a terminal that answers to whole lines
 * only: such a read cannot be interrupted. While the shell owns the terminal, a read takes at most
 * a tenth of a second.
 */
@Component(service = ShellEnd.class, immediate = true)
public final class ShellEnd implements SynchronousBundleListener {

  private static final Logger LOG = LoggerFactory.getLogger(ShellEnd.class);
  private static final String SHELL = "org.apache.felix.gogo.jline.Shell";
  private static final String THREAD = "Gogo shell";

  private final BundleContext context;
  private volatile boolean asked;

  /** Starts to observe whether the framework stops. */
  @Activate
  public ShellEnd(BundleContext context) {
    this.context = context;
    context.addBundleListener(this);
  }

  @Deactivate
  void deactivate() {
    context.removeBundleListener(this);
  }

  /** Lets the shell end after the command that it is at, instead of reading another. */
  void afterThisCommand() {
    asked = true;
    ServiceReference<?> shell = context.getServiceReference(SHELL);
    if (shell != null) {
      stop(context.getService(shell));
    }
  }

  /** The class is not ours to import: most gateways have no shell. */
  private static void stop(Object shell) {
    try {
      shell.getClass().getMethod("stop").invoke(shell);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("The shell does not end by itself: {}", e.toString());
    }
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    boolean ends =
        event.getType() == BundleEvent.STOPPING
            && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID;
    if (ends && !asked) {
      afterThisCommand();
      Set<Thread> threads = Thread.getAllStackTraces().keySet();
      threads.stream().filter(thread -> thread.getName().equals(THREAD)).forEach(Thread::interrupt);
    }
  }
}
