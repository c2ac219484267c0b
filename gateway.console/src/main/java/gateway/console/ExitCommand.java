package gateway.console;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * {@code exit} in the shell stops the gateway in good order. Gogo's own takes a number and ends the
 * process; ours comes before it because it has Gogo's first scope.
 */
@Component(
    service = ExitCommand.class,
    property = {"osgi.command.scope=gogo", "osgi.command.function=exit"})
public final class ExitCommand {

  private final BundleContext context;

  /** Makes it. */
  @Activate
  public ExitCommand(BundleContext context) {
    this.context = context;
  }

  /** Begins to stop; returns at once. */
  public void exit() throws BundleException {
    context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
  }
}
