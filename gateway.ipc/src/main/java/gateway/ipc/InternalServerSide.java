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
import org.osgi.framework.ServiceRegistration;
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

  private final BundleContext context;
  private final LaneFactory lanes;
  private final List<ModuleCatalog.Listener> listeners = new CopyOnWriteArrayList<>();
  private final RemoteCatalog catalog = new RemoteCatalog(this::changed);
  private final AtomicInteger connectionNumbers = new AtomicInteger();
  private final List<ServiceRegistration<?>> registrations;
  private final Neighbour neighbour;
  private final Link link;

  private Optional<RemoteHandler> handler = Optional.empty();
  private Optional<ServiceRegistration<ModuleHandler>> registration = Optional.empty();
  private Presence announced = Presence.getDefaultInstance();

  /** Offers the modules, none of which is known yet, and begins to look for the handler. */
  @Activate
  public InternalServerSide(
      BundleContext context,
      @Reference(target = "(stage=internal-server)") HubComponent component,
      @Reference LaneFactory lanes) {
    this.context = context;
    this.lanes = lanes;
    Hub hub = component.hub();
    neighbour = new Neighbour(StageName.MODULE_HANDLER, hub.clock(), List::of, () -> 0);
    component.show(neighbour);
    registrations =
        List.of(
            context.registerService(ModuleCatalog.class, catalog, null),
            context.registerService(ModulesSettled.class, new ModulesSettled() {}, null));
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
      registration = Optional.of(context.registerService(ModuleHandler.class, arrived, null));
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
    registration.ifPresent(ServiceRegistration::unregister);
    registration = Optional.empty();
    handler = Optional.empty();
  }

  @Override
  public void presence(Presence presence) {
    announced = presence;
    neighbour.said(presence);
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
    registrations.forEach(ServiceRegistration::unregister);
    registration.ifPresent(ServiceRegistration::unregister);
  }
}
