package gateway.console;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code exit} in the shell stops the gateway in good order. Gogo's own takes a number and ends the
 * process; ours comes before it because it has Gogo's first scope.
 */
@Component(
    service = ExitCommand.class,
    property = {"osgi.command.scope=gogo", "osgi.command.function=exit"})
public final class ExitCommand {

  private final BundleContext context;
  private final ShellEnd shell;

  /** Makes the command. */
  @Activate
  public ExitCommand(BundleContext context, @Reference ShellEnd shell) {
    this.context = context;
    this.shell = shell;
  }

  /** Begins to stop; returns at once. */
  public void exit() throws BundleException {
    shell.afterThisCommand();
    context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
  }
}
