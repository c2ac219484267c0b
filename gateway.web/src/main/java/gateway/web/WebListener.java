package gateway.web;

import gateway.api.stage.FatalErrors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the address of the console, or why it cannot listen. The HTTP server itself only logs that
 * its port is taken, so this looks first: its bundle starts one start level earlier.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = WebConfig.PID)
@Designate(ocd = WebConfig.class)
public final class WebListener {

  private static final Logger LOG = LoggerFactory.getLogger(WebListener.class);

  private final String console;
  private final String user;
  private final String password;

  /** Checks that the port is free, unless the HTTP server already has it. */
  @Activate
  public WebListener(
      BundleContext context,
      WebConfig config,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          HttpServiceRuntime running,
      @Reference(
              target = FatalErrors.TARGET,
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          Consumer<String> fatal) {
    String host = config.address().contains(":") ? '[' + config.address() + ']' : config.address();
    String scheme = config.keystore().isEmpty() ? "http" : "https";
    console = scheme + "://" + host + ':' + config.port() + "/system/console";
    user = config.user();
    password =
        config.password().isEmpty()
            ? "password in " + context.getProperty("gateway.data") + "/web-password"
            : "password as configured";
    if (running == null) {
      check(config.address(), config.port(), fatal == null ? LOG::error : fatal);
    }
  }

  private static void check(String address, int port, Consumer<String> fatal) {
    InetSocketAddress wanted = new InetSocketAddress(address, port);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(wanted);
    } catch (IOException e) {
      fatal.accept(
          "cannot listen for the web console on "
              + address
              + ':'
              + port
              + ": "
              + (wanted.isUnresolved() ? "unknown address" : e.getMessage())
              + "; choose another address or port with --http, or none with --no-http");
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      target = "(osgi.http.endpoint=*)")
  void bindServer(HttpServiceRuntime server) {
    LOG.info("web console: {} (user {}, {})", console, user, password);
  }

  void unbindServer(HttpServiceRuntime server) {
    LOG.debug("web console stopped");
  }
}
