package gateway.console;

import gateway.api.stage.Settings;
import gateway.api.view.Views;
import gateway.console.support.Redaction;
import gateway.console.support.SupportSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code ./gateway support-bundle}: a client of the socket in the data folder gets a zip
 * with the state of this gateway, without secrets.
 */
@Component(
    service = {},
    immediate = true)
public final class SupportAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(SupportAnswers.class);

  private final Views views;
  private final EventLog log;
  private final String version;
  private final Supplier<List<Bundle>> bundles;
  private final @Nullable Path data;
  private @Nullable ServerSocketChannel socket;

  /** Opens the socket, where the launcher names a data folder. */
  @Activate
  public SupportAnswers(BundleContext context, @Reference Views views, @Reference EventLog log) {
    this(
        views,
        log,
        context.getBundle().getVersion().toString(),
        () -> List.of(context.getBundles()),
        context.getProperty("gateway.data") == null
            ? null
            : Path.of(context.getProperty("gateway.data")));
    open();
  }

  SupportAnswers(
      Views views,
      EventLog log,
      String version,
      Supplier<List<Bundle>> bundles,
      @Nullable Path data) {
    this.version = version;
    this.views = views;
    this.log = log;
    this.bundles = bundles;
    this.data = data;
  }

  /** Opens the socket; does nothing without a folder for it. */
  void open() {
    if (data == null) {
      return;
    }
    try {
      ServerSocketChannel opened = SupportSocket.open(data);
      socket = opened;
      Thread thread = new Thread(() -> answer(opened), "gateway-support");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Support bundles of the running gateway are not possible: {}", e.toString());
    }
  }

  @Deactivate
  void close() throws IOException {
    if (data != null && socket != null) {
      SupportSocket.close(data, socket);
    }
  }

  private void answer(ServerSocketChannel opened) {
    try {
      while (true) {
        try (SocketChannel asking = opened.accept()) {
          write(Channels.newOutputStream(asking));
        } catch (ClosedChannelException e) {
          throw e;
        } catch (IOException e) {
          LOG.debug("A support bundle was not transferred", e);
        }
      }
    } catch (ClosedChannelException e) {
      LOG.debug("Support bundles are no longer possible");
    }
  }

  void write(OutputStream to) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
    for (Map.Entry<String, Supplier<String>> part : parts().entrySet()) {
      zip.putNextEntry(new ZipEntry(part.getKey()));
      zip.write(Redaction.of(text(part.getValue())).getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    zip.finish();
    to.flush();
  }

  /** A failure of one part must not lose the others. */
  private static String text(Supplier<String> part) {
    try {
      return part.get();
    } catch (RuntimeException | LinkageError e) {
      return "unknown: " + e;
    }
  }

  private Map<String, Supplier<String>> parts() {
    Map<String, Supplier<String>> parts = new LinkedHashMap<>();
    parts.put("versions.txt", this::versions);
    parts.put("configuration.txt", this::configuration);
    parts.put("states.json", this::states);
    parts.put("events.json", () -> Facts.json(Tables.events(views.events())::write));
    parts.put("log.txt", this::lines);
    parts.put("threads.txt", SupportAnswers::threads);
    return parts;
  }

  private String versions() {
    return Stream.of(
                "java.version", "java.vm.name", "java.vendor", "os.name", "os.version", "os.arch")
            .map(name -> name + ' ' + System.getProperty(name) + '\n')
            .collect(Collectors.joining())
        + bundles.get().stream()
            .map(
                bundle ->
                    bundle.getSymbolicName()
                        + ' '
                        + bundle.getVersion()
                        + (bundle.getState() == Bundle.ACTIVE ? "" : " state " + bundle.getState()))
            .sorted()
            .collect(Collectors.joining("\n"));
  }

  private String configuration() {
    return views.all(Settings.class).stream()
        .flatMap(service -> service.settings().stream())
        .map(set -> set.pid() + '.' + set.key() + " = " + set.value() + "  (" + set.origin() + ')')
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private String states() {
    return new Facts()
        .put("OVERVIEW", Overview.of(views, version))
        .put("DEVICES", Tables.devices(views.devices()))
        .put("REFUSED CONNECTIONS", Tables.refusals(views))
        .put("MODULES", Tables.modules(views))
        .put("LOST CALLS", Tables.lostCalls(views))
        .put("ENDPOINTS", Tables.endpoints(views))
        .put("STAGES", Stages.facts(views))
        .put("STORES", Tables.stores(views))
        .put("DEPLOYMENTS", Tables.deployments(views))
        .json();
  }

  private String lines() {
    return log.lines().stream()
        .map(line -> line.time() + " " + line.level() + " [" + line.logger() + "] " + line.text())
        .collect(Collectors.joining("\n"));
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    Map<String, StackTraceElement[]> stacks = new TreeMap<>();
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> stacks.put(thread.getName() + ' ' + thread.getState(), stack));
    stacks.forEach(
        (name, stack) -> {
          text.append(name).append('\n');
          for (StackTraceElement frame : stack) {
            text.append("  at ").append(frame).append('\n');
          }
        });
    return text.toString();
  }
}
