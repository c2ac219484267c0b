package gateway.console;

import gateway.api.stage.LogLevels;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EventKind;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.Views;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/** {@code fleet:log}: levels of the log until the next restart. */
@Component(
    service = LogCommand.class,
    property = {"osgi.command.scope=fleet", "osgi.command.function=log"})
public final class LogCommand extends FleetScope {

  private static final Logger LOG = LoggerFactory.getLogger(LogCommand.class);
  private static final String DEFAULT = "DEFAULT";
  private static final String OURS = "gateway";
  private static final String AS_CONFIGURED = "All levels are as configured.";

  private final Views views;

  /** Makes the command. */
  @Activate
  public LogCommand(@Reference Views views) {
    this.views = views;
  }

  /** Shows the changed levels. */
  @Descriptor("shows the levels that were changed while the gateway runs")
  public String log(
      @Descriptor("as JSON")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    Table table = new Table("NAME", "LEVEL");
    views.all(LogLevels.class).forEach(service -> service.levels().forEach(table::row));
    if (json) {
      return Facts.json(table::write);
    }
    return table.isEmpty() ? AS_CONFIGURED : table.toString();
  }

  /** Sets the level of the gateway, or all back. */
  @Descriptor("sets the level of the gateway, until a restart; DEFAULT undoes all changes")
  public String log(
      @Descriptor("as JSON")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("TRACE, DEBUG, INFO, WARN, ERROR, OFF or DEFAULT") String level) {
    if (!level.toUpperCase(Locale.ROOT).equals(DEFAULT)) {
      return log(json, level, OURS);
    }
    views.all(LogLevels.class).forEach(LogLevels::reset);
    LOG.info(MarkerFactory.getMarker(EventKind.OPERATOR), "Log: all levels as configured");
    return json ? log(true) : AS_CONFIGURED;
  }

  /** Sets a level. */
  @Descriptor("sets the level of a device, module, endpoint or package, until a restart")
  public String log(
      @Descriptor("as JSON")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("TRACE, DEBUG, INFO, WARN, ERROR, OFF or DEFAULT") String level,
      @Descriptor("role or module/type/role, module number, endpoint, or package") String name) {
    String wanted = level.toUpperCase(Locale.ROOT);
    Set<String> names = names(name);
    try {
      for (LogLevels service : views.all(LogLevels.class)) {
        for (String each : names) {
          service.setLevel(each, wanted.equals(DEFAULT) ? Optional.empty() : Optional.of(wanted));
        }
      }
    } catch (IllegalArgumentException e) {
      return notDone(String.valueOf(e.getMessage()));
    }
    LOG.info(MarkerFactory.getMarker(EventKind.OPERATOR), "Log: level of {} is {}", names, wanted);
    return json ? log(true) : String.join(", ", names) + ": " + wanted;
  }

  /** Returns the beginnings of the log lines about a subject, and for a module its own packages. */
  private Set<String> names(String name) {
    Set<String> names = new LinkedHashSet<>();
    for (DeviceSnapshot device : views.devices(name)) {
      names.add("Device " + device.device().key());
    }
    for (ModuleSnapshot module : views.modules()) {
      if (name.equals(Integer.toUnsignedString(module.number())) || name.equals(module.name())) {
        names.add("Module " + Integer.toUnsignedString(module.number()));
        names.add(module.name());
      }
    }
    if (views.endpoints().stream().anyMatch(endpoint -> endpoint.name().equals(name))) {
      names.add("Endpoint " + name);
    }
    if (names.isEmpty()) {
      names.add(name);
    }
    return names;
  }
}
