package gateway.console;

import gateway.api.view.Views;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code fleet:watch}: the overview, devices and events, refreshed each second. A separate
 * component because its parameters are types of Gogo, which may be absent.
 */
@Component(
    service = WatchCommand.class,
    property = {"osgi.command.scope=fleet", "osgi.command.function=watch"})
public final class WatchCommand extends FleetScope {

  private static final int LOOKS_A_SECOND = 10;
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  /** Waits for a time. */
  interface Pause {
    void millis(long millis) throws InterruptedException;
  }

  private final Views views;
  private final String version;
  private final Pause pause;

  /** Makes the command. */
  @Activate
  public WatchCommand(BundleContext context, @Reference Views views) {
    this(views, context.getBundle().getVersion().toString(), TimeUnit.MILLISECONDS::sleep);
  }

  WatchCommand(Views views, String version, Pause pause) {
    this.views = views;
    this.version = version;
    this.pause = pause;
  }

  /** Shows the view until a key is pressed. */
  @Descriptor("shows status, devices and events, refreshed each second, until Enter")
  public void watch(CommandSession session) throws IOException, InterruptedException {
    watch(session, Integer.MAX_VALUE);
  }

  /** Shows the view for a maximum number of seconds. */
  @Descriptor("shows status, devices and events, refreshed each second, until Enter")
  public void watch(CommandSession session, @Descriptor("maximum duration in seconds") int seconds)
      throws IOException, InterruptedException {
    show(session.getKeyboard(), session.getConsole(), seconds);
  }

  void show(InputStream keyboard, PrintStream console, int seconds)
      throws IOException, InterruptedException {
    for (int second = 0; second < seconds; second++) {
      console.print(CLEAR + Overview.picture(views, version) + "\n\nPress Enter to stop.\n");
      console.flush();
      for (int i = 0; i < LOOKS_A_SECOND; i++) {
        pause.millis(1000 / LOOKS_A_SECOND);
        if (keyboard.available() > 0) {
          keyboard.readNBytes(keyboard.available());
          return;
        }
      }
    }
  }
}
