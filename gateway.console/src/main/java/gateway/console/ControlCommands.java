package gateway.console;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeploymentControl;
import gateway.api.stage.DeviceControl;
import gateway.api.stage.EndpointControl;
import gateway.api.stage.Retry;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EventKind;
import gateway.api.view.Views;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The Gogo commands of scope {@code fleet} that change something. Each is an event. */
@Component(
    service = ControlCommands.class,
    property = {
      "osgi.command.scope=fleet",
      "osgi.command.function=disconnect",
      "osgi.command.function=reconnect",
      "osgi.command.function=send",
      "osgi.command.function=retry",
      "osgi.command.function=remove",
      "osgi.command.function=rollback"
    })
public final class ControlCommands extends FleetScope {

  private static final Logger LOG = LoggerFactory.getLogger(ControlCommands.class);
  private static final Marker OPERATOR = MarkerFactory.getMarker(EventKind.OPERATOR);
  private static final long ANSWER_SECONDS = 2;

  private final Views views;

  /** Makes the commands. */
  @Activate
  public ControlCommands(@Reference Views views) {
    this.views = views;
  }

  /** Disconnects a device. */
  @Descriptor("disconnects a device; it may connect again at once")
  public String disconnect(@Descriptor("role, or module/type/role") String device) {
    return withDevice(
        device,
        key -> {
          if (views.all(DeviceControl.class).isEmpty()) {
            return notDone("The internal server does not run in this container.");
          }
          LOG.info(OPERATOR, "Device {}: disconnect requested by command", key);
          boolean done =
              views.all(DeviceControl.class).stream()
                  .map(
                      control ->
                          control
                              .disconnect(key)
                              .toCompletableFuture()
                              .completeOnTimeout(false, ANSWER_SECONDS, TimeUnit.SECONDS)
                              .join())
                  .reduce(false, Boolean::logicalOr);
          return done
              ? key + " is disconnected."
              : notDone(key + " has disconnected already, or its module hangs: see fleet:device.");
        });
  }

  /** Sends a command. */
  @Descriptor("sends a command to a device, as if it came from the cloud")
  public String send(
      @Descriptor("role, or module/type/role") String device,
      @Descriptor("the command, in single quotes: '{\"lit_up\":true}'") String json) {
    return withDevice(
        device,
        key -> {
          LOG.info(OPERATOR, "Device {} gets a command from an operator", key);
          for (CommandSink sink : views.all(CommandSink.class)) {
            Verdict verdict =
                sink.command(key, Payload.ofText(json))
                    .completeOnTimeout(Verdict.LATE, ANSWER_SECONDS, TimeUnit.SECONDS)
                    .join();
            return switch (verdict) {
              case ACCEPTED -> "Accepted: " + key + " gets it with its next status.";
              case INVALID -> notDone("The module refuses this command.");
              case DEVICE_NOT_CONNECTED ->
                  notDone(key + " has not sent a status yet, or has disconnected.");
              case DEVICE_NOT_SUPPORTED -> notDone("No module serves " + key + " now.");
              case LATE -> notDone("The module did not answer in time.");
            };
          }
          return notDone(FleetCommands.NO_HANDLER);
        });
  }

  private String withDevice(String name, Function<DeviceKey, String> action) {
    List<DeviceSnapshot> found = views.devices(name);
    if (views.all(DevicesView.class).isEmpty()) {
      return notDone(FleetCommands.NO_HANDLER);
    }
    if (found.isEmpty()) {
      return notDone("There is no connected device " + name + ".");
    }
    if (found.size() > 1) {
      return notDone(FleetCommands.ambiguous(name, found));
    }
    try {
      return action.apply(found.get(0).device().key());
    } catch (CompletionException e) {
      return notDone(
          "The command failed: " + Optional.ofNullable(e.getCause()).orElse(e).getMessage());
    }
  }

  /** Connects an endpoint again. */
  @Descriptor(
      "ends the session of an endpoint, or its wait for the next attempt, and connects again")
  public String reconnect(@Descriptor("name of the endpoint") String endpoint) {
    boolean known =
        views.all(EndpointControl.class).stream()
            .map(control -> control.reconnect(endpoint))
            .reduce(false, Boolean::logicalOr);
    if (views.all(EndpointControl.class).isEmpty()) {
      return notDone("The external client does not run in this container.");
    }
    if (!known) {
      return notDone("There is no endpoint " + endpoint + ": see fleet:endpoints.");
    }
    LOG.info(OPERATOR, "Endpoint {} connects again: an operator asked for it", endpoint);
    return "Endpoint " + endpoint + " connects again: see fleet:endpoints.";
  }

  /** Retries a module that was set aside or waits, or a jar that was refused. */
  @Descriptor("retries a module that was set aside or waits, or a jar that was refused")
  public String retry(
      @Descriptor("let a version serve although it refuses what the one before accepts")
          @Parameter(names = "--force", presentValue = "true", absentValue = "false")
          boolean force,
      @Descriptor("module number, bundle name or file name") String module) {
    List<String> again =
        views.all(Retry.class).stream()
            .flatMap(retry -> retry.retry(module, force).stream())
            .sorted()
            .toList();
    if (views.all(Retry.class).isEmpty()) {
      return notDone("Neither the module registry nor the deployer runs in this container.");
    }
    if (again.isEmpty()) {
      return notDone("Nothing that is called " + module + " was set aside or refused.");
    }
    LOG.info(
        OPERATOR,
        "{} is retried by command{}",
        String.join(", ", again),
        force ? ", whatever it refuses" : "");
    return "Retried: " + String.join(", ", again) + ".";
  }

  /** Deletes a jar from the deploy folder. */
  @Descriptor("removes a jar from the deploy folder")
  public String remove(@Descriptor("file name") String file) {
    return withFolder(
        control -> {
          Optional<String> removed = answer(control.remove(file));
          removed.ifPresent(what -> LOG.info(OPERATOR, "{} is removed by command", what));
          return removed
              .map(what -> what + " is removed.")
              .orElseGet(() -> notDone("There is no jar " + file + ": see fleet:deployments."));
        });
  }

  /** Gives a jar the content back that it had before. */
  @Descriptor("gives a jar the content back that it had before")
  public String rollback(@Descriptor("file name") String file) {
    return withFolder(
        control -> {
          Optional<String> earlier = answer(control.rollBack(file));
          earlier.ifPresent(
              content -> LOG.info(OPERATOR, "{} is rolled back to {} by command", file, content));
          return earlier
              .map(content -> file + " is rolled back to " + content + ".")
              .orElseGet(
                  () ->
                      notDone(
                          "No earlier content of " + file + " is kept: see fleet:deployments."));
        });
  }

  private String withFolder(Function<DeploymentControl, String> action) {
    List<DeploymentControl> controls = views.all(DeploymentControl.class);
    if (controls.isEmpty()) {
      return notDone("The deployer does not run in this container.");
    }
    try {
      return action.apply(controls.get(0));
    } catch (CompletionException e) {
      return notDone("The command failed: " + Optional.ofNullable(e.getCause()).orElse(e));
    }
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
  }
}
