package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModulesSettled;
import gateway.api.stage.UndeliveredBounds;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Presence;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container of the module handler: brings it the devices of the internal server, offers it the
 * external client, and takes that one's commands to it. Tells both which modules serve.
 */
@Component(
    service = ModuleCatalog.Listener.class,
    immediate = true,
    configurationPid = "gateway.external")
public final class ModuleHandlerSide implements ModuleCatalog.Listener {

  /** The keys of PID {@code gateway.external} that apply to the data that waits here, too. */
  public @interface Config {
    /** Returns how many statuses may wait. */
    int queue$_$statuses() default UndeliveredBounds.QUEUE_STATUSES;

    /** Returns how many bytes of statuses may wait. */
    int queue$_$bytes() default UndeliveredBounds.QUEUE_BYTES;

    /** Returns how large an error message may be. */
    int error$_$max$_$bytes() default UndeliveredBounds.ERROR_MAX_BYTES;

    /** Returns how many bytes may be undelivered. */
    int undelivered$_$max$_$bytes() default UndeliveredBounds.UNDELIVERED_MAX_BYTES;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ModuleHandlerSide.class);
  private static final long HAND_OVER_MILLIS = 1500;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile ModuleHandler moduleHandler;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile CommandSink commandSink;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile DeviceDirectory deviceDirectory;

  private final Turns turns;
  private final ModuleCatalog catalog;
  private final Announcement announcement;
  private final DeviceLinks devices;
  private final HandOver handOver;
  private final Commands commands;
  private final Neighbour internalServer;
  private final Neighbour externalClient;
  private final Runnable withdrawal;
  private volatile boolean settled;
  private volatile UndeliveredBounds bounds;

  /** Offers the external client, and starts to look for both neighbours. */
  @Activate
  public ModuleHandlerSide(
      BundleContext context,
      @Reference(target = "(stage=module-handler)") HubComponent component,
      @Reference ModuleRuntime runtime,
      @Reference ModuleCatalog catalog,
      Config config) {
    this(
        Offers.to(context),
        component.hub(),
        component.commandDeadline(),
        runtime,
        catalog,
        bounds(config));
    component.show(internalServer);
    component.show(externalClient);
  }

  ModuleHandlerSide(
      Offers offers,
      Hub hub,
      long commandDeadline,
      ModuleRuntime runtime,
      ModuleCatalog catalog,
      UndeliveredBounds bounds) {
    this.catalog = catalog;
    this.bounds = bounds;
    turns = hub.turns();
    announcement = new Announcement(hub);
    Link toServer = hub.link(StageName.INTERNAL_SERVER, new Server());
    Link toClient = hub.link(StageName.EXTERNAL_CLIENT, new Client());
    devices = new DeviceLinks(toServer, runtime, () -> Optional.ofNullable(moduleHandler));
    handOver = new HandOver(toClient, turns, hub.timer(), runtime, () -> this.bounds);
    commands =
        new Commands(
            toClient,
            hub.timer(),
            commandDeadline,
            () -> Optional.ofNullable(commandSink),
            () -> Optional.ofNullable(deviceDirectory));
    internalServer = new Neighbour(StageName.INTERNAL_SERVER, hub.clock(), List::of);
    externalClient =
        new Neighbour(
            StageName.EXTERNAL_CLIENT,
            hub.clock(),
            catalog::served,
            handOver::devices,
            handOver::lost);
    withdrawal = offers.offer(handOver, ExternalClient.class);
    announce();
    hub.start();
  }

  private static UndeliveredBounds bounds(Config config) {
    return new UndeliveredBounds(
        config.queue$_$statuses(),
        config.queue$_$bytes(),
        config.error$_$max$_$bytes(),
        config.undelivered$_$max$_$bytes());
  }

  /** Changes the bounds, from the next status on. */
  @Modified
  void modified(Config config) {
    bounds = bounds(config);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindSettled(ModulesSettled known) {
    settled = true;
    announce();
  }

  void unbindSettled(ModulesSettled known) {
    settled = false;
    announce();
  }

  /** Returns how many devices have something that the external client has not secured. */
  int waiting() {
    return handOver.devices();
  }

  Neighbour externalClient() {
    return externalClient;
  }

  private void announce() {
    turns.execute(() -> announcement.announce(catalog, settled));
  }

  @Override
  public void moduleChanged(int number) {
    announce();
    turns.execute(externalClient::compare);
    devices.moduleChanged(number);
  }

  /**
   * Statuses that are not handed over when the process ends are lost, unless a device repeats them.
   */
  @Deactivate
  void deactivate() throws InterruptedException {
    withdrawal.run();
    try {
      handOver.close().toCompletableFuture().get(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.error(
          "Undelivered data of {} device(s) lost: the external client is away", handOver.devices());
    }
  }

  private final class Server implements Link.Listener {

    @Override
    public void up(long life) {
      internalServer.present(true);
    }

    @Override
    public void down() {
      internalServer.present(false);
    }

    @Override
    public void gone() {
      devices.gone();
    }

    @Override
    public void presence(Presence presence) {
      // it has no modules
    }

    @Override
    public void entries(List<Entry> entries) {
      devices.entries(entries);
    }
  }

  private final class Client implements Link.Listener {

    @Override
    public void up(long life) {
      externalClient.present(true);
      handOver.up(life);
    }

    @Override
    public void down() {
      externalClient.present(false);
    }

    @Override
    public void gone() {
      // what it has not secured is sent to the next one
    }

    @Override
    public void presence(Presence presence) {
      externalClient.announced(presence);
    }

    @Override
    public void entries(List<Entry> entries) {
      for (Entry entry : entries) {
        switch (entry.getContentCase()) {
          case SECURED -> handOver.secured(entry.getSecured());
          case COMMANDREQUEST -> commands.command(entry.getCommandRequest());
          case DEVICESREQUEST -> commands.devices(entry.getDevicesRequest());
          default -> {
            // not for this stage
          }
        }
      }
    }
  }
}
