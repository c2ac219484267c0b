package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleCatalog;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Presence;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container of the external client: hands it the statuses of the handler, and sends its
 * commands and questions back. Tells the handler which modules fold here.
 */
@Component(service = ModuleCatalog.Listener.class, immediate = true)
public final class ExternalClientSide implements ModuleCatalog.Listener, Link.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ExternalClientSide.class);

  /** Well above store-after and a commit. */
  private static final long FINISH_MILLIS = 1_000;

  private final Turns turns;
  private final ModuleCatalog catalog;
  private final Announcement announcement;
  private final Reports reports;
  private final RemoteCommands commands;
  private final Neighbour moduleHandler;
  private final Runnable withdrawal;

  /** Offers the handler, and starts to look for it. */
  @Activate
  public ExternalClientSide(
      BundleContext context,
      @Reference(target = "(stage=external-client)") HubComponent component,
      @Reference ModuleCatalog catalog) {
    this(Offers.to(context), component.hub(), catalog);
    component.show(moduleHandler);
  }

  ExternalClientSide(Offers offers, Hub hub, ModuleCatalog catalog) {
    this.catalog = catalog;
    turns = hub.turns();
    announcement = new Announcement(hub);
    Link link = hub.link(StageName.MODULE_HANDLER, this);
    reports = new Reports(link, turns);
    commands = new RemoteCommands(link, turns, hub.timer());
    moduleHandler = new Neighbour(StageName.MODULE_HANDLER, hub.clock(), catalog::served);
    withdrawal = offers.offer(commands, CommandSink.class, DeviceDirectory.class);
    announce();
    hub.start();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindClient(ExternalClient client) {
    turns.execute(() -> reports.use(client));
  }

  void unbindClient(ExternalClient client) {
    turns.execute(() -> reports.leave(client));
  }

  Neighbour neighbour() {
    return moduleHandler;
  }

  private void announce() {
    turns.execute(() -> announcement.announce(catalog, true));
  }

  @Override
  public void moduleChanged(int number) {
    announce();
    turns.execute(moduleHandler::compare);
  }

  @Override
  public void up(long life) {
    moduleHandler.present(true);
  }

  @Override
  public void down() {
    moduleHandler.present(false);
    commands.down();
  }

  @Override
  public void gone() {
    reports.gone();
  }

  @Override
  public void presence(Presence presence) {
    moduleHandler.announced(presence);
  }

  @Override
  public void entries(List<Entry> entries) {
    for (Entry entry : entries) {
      switch (entry.getContentCase()) {
        case REPORT -> reports.report(entry.getReport());
        case VERDICT -> commands.verdict(entry.getVerdict());
        case DEVICES -> commands.devices(entry.getDevices());
        default -> {
          // not for this stage
        }
      }
    }
  }

  /** Takes no more; completes when everything that was taken is secured. */
  CompletableFuture<Void> finish() {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    turns.execute(() -> reports.finish(secured));
    return secured;
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    try {
      finish().get(FINISH_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Some statuses are not stored yet: the module handler will send them again");
    } finally {
      withdrawal.run();
    }
  }
}
