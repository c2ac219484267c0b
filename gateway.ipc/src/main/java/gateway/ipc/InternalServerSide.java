package gateway.ipc;

import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ModulesSettled;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Presence;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The container of the internal server: offers the handler and its modules. While the handler
 * cannot be reached connects are held; when its process has ended its devices are disconnected,
 * because it has forgotten them.
 */
@Component(
    service = {},
    immediate = true)
public final class InternalServerSide implements Link.Listener {

  private final Offers offers;
  private final LaneFactory lanes;
  private final Turns turns;
  private final List<ModuleCatalog.Listener> listeners = new CopyOnWriteArrayList<>();
  private final RemoteCatalog catalog = new RemoteCatalog(this::changed);
  private final AtomicInteger connectionNumbers = new AtomicInteger();
  private final List<Runnable> withdrawals;
  private final Neighbour neighbour;
  private final Link link;

  private Optional<RemoteHandler> handler = Optional.empty();
  private Runnable withdrawHandler = () -> {};
  private Presence announced = Presence.getDefaultInstance();

  /** Offers the catalog, still empty, and starts to look for the handler. */
  @Activate
  public InternalServerSide(
      BundleContext context,
      @Reference(target = "(stage=internal-server)") HubComponent component,
      @Reference LaneFactory lanes) {
    this(Offers.to(context), component.hub(), lanes);
    component.show(neighbour);
  }

  InternalServerSide(Offers offers, Hub hub, LaneFactory lanes) {
    this.offers = offers;
    this.lanes = lanes;
    turns = hub.turns();
    neighbour = new Neighbour(StageName.MODULE_HANDLER, hub.clock(), List::of);
    withdrawals =
        List.of(
            offers.offer(catalog, ModuleCatalog.class),
            offers.offer(new ModulesSettled() {}, ModulesSettled.class));
    link = hub.link(StageName.MODULE_HANDLER, this);
    hub.start();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addListener(ModuleCatalog.Listener listener) {
    listeners.add(listener);
  }

  void removeListener(ModuleCatalog.Listener listener) {
    listeners.remove(listener);
  }

  private void changed(int number) {
    listeners.forEach(listener -> listener.moduleChanged(number));
  }

  @Override
  public void up(long life) {
    neighbour.present(true);
    if (handler.isEmpty()) {
      RemoteHandler arrived = new RemoteHandler(link, lanes, connectionNumbers);
      handler = Optional.of(arrived);
      withdrawHandler = offers.offer(arrived, ModuleHandler.class);
    }
    handler.get().agree();
    catalog.announced(announced);
  }

  @Override
  public void down() {
    neighbour.present(false);
    catalog.unreachable();
  }

  @Override
  public void gone() {
    withdrawHandler.run();
    withdrawHandler = () -> {};
    handler = Optional.empty();
  }

  @Override
  public void presence(Presence presence) {
    announced = presence;
    neighbour.announced(presence);
    if (link.isUp()) {
      catalog.announced(presence);
    }
  }

  @Override
  public void entries(List<Entry> entries) {
    handler.ifPresent(present -> present.entries(entries));
  }

  @Deactivate
  void deactivate() {
    withdrawals.forEach(Runnable::run);
    turns.execute(withdrawHandler);
  }
}
