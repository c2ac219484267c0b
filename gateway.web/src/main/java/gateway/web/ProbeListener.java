package gateway.web;

import gateway.api.stage.FatalErrors;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second listener, for health and metrics only, if one is configured: probes and collectors
 * need neither access to the console nor its password. {@code AccessFilter} lets nothing else pass.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = WebConfig.PID)
public final class ProbeListener implements ConnectorFactory {

  private static final Logger LOG = LoggerFactory.getLogger(ProbeListener.class);

  private final String address;
  private final int port;
  private final Consumer<String> fatal;

  /** Null if no second listener is configured. */
  private final @Nullable ServiceRegistration<ConnectorFactory> registration;

  /** Adds a connector to the HTTP server. */
  @Activate
  public ProbeListener(
      BundleContext context,
      WebConfig config,
      @Reference(
              target = FatalErrors.TARGET,
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          Consumer<String> fatal) {
    address = config.probe$_$address();
    port = config.probe$_$port();
    this.fatal = fatal == null ? LOG::error : fatal;
    registration = port == 0 ? null : context.registerService(ConnectorFactory.class, this, null);
  }

  @Override
  public Connector createConnector(Server server) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(address);
    connector.setPort(port);
    try {
      connector.open();
      LOG.info("health and metrics: http://{}:{}", address, port);
    } catch (IOException e) {
      fatal.accept(
          "cannot listen for probes on "
              + address
              + ':'
              + port
              + ": "
              + e.getMessage()
              + "; choose another address or port with gateway.web.probe-address or"
              + " gateway.web.probe-port");
    }
    return connector;
  }

  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
    }
  }
}
