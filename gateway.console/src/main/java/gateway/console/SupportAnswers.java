package gateway.console;

import gateway.api.stage.OperatorLine;
import gateway.api.stage.Settings;
import gateway.api.view.Views;
import gateway.console.support.Redaction;
import gateway.console.support.ShellAnswer;
import gateway.console.support.SupportSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
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
 * Answers {@code ./gateway support-bundle} and {@code ./gateway shell}: a client of the socket in
 * the data folder gets a zip with the state of this gateway, without secrets, or answers to its
 * commands. The permissions of the socket decide who may.
 */
@Component(
    service = {},
    immediate = true)
public final class SupportAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(SupportAnswers.class);

  /** Each has a thread; further clients wait. */
  private static final int MAX_CLIENTS = 8;

  private static final int MAX_WISH = 100;

  private final Views views;
  private final OperatorLine commands;
  private final EventLog log;
  private final Semaphore free = new Semaphore(MAX_CLIENTS);
  private final String version;
  private final Supplier<List<Bundle>> bundles;
  private final @Nullable Path data;
  private @Nullable ServerSocketChannel socket;

  /** Opens the socket, where the launcher names a data folder. */
  @Activate
  public SupportAnswers(
      BundleContext context,
      @Reference Views views,
      @Reference OperatorLine commands,
      @Reference EventLog log) {
    this(
        views,
        commands,
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
      OperatorLine commands,
      EventLog log,
      String version,
      Supplier<List<Bundle>> bundles,
      @Nullable Path data) {
    this.version = version;
    this.views = views;
    this.commands = commands;
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
      LOG.warn("Attached shells and support bundles are not possible: {}", e.toString());
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
        free.acquire();
        SocketChannel asking = opened.accept();
        Thread thread = new Thread(() -> serve(asking), "gateway-support-client");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      LOG.debug("Attached shells and support bundles are no longer possible");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel asking) {
    try (asking) {
      OutputStream to = Channels.newOutputStream(asking);
      BufferedReader from =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(asking), StandardCharsets.UTF_8));
      String wish = String.valueOf(from.readLine());
      if (wish.equals(SupportSocket.BUNDLE)) {
        write(to);
      } else if (wish.equals(SupportSocket.SHELL)) {
        shell(from, new OutputStreamWriter(to, StandardCharsets.UTF_8));
      } else {
        LOG.warn(
            "A client of the support socket wants {}, which is not known here: is it of another"
                + " version?",
            Table.text(wish.substring(0, Math.min(wish.length(), MAX_WISH))));
      }
    } catch (IOException e) {
      LOG.debug("A client of the support socket has gone", e);
    } finally {
      free.release();
    }
  }

  private void shell(BufferedReader from, Writer to) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      OperatorLine.Answer answer =
          FleetLine.words(line)
              .map(commands::run)
              .orElseGet(() -> new OperatorLine.Answer(false, "A quote is not closed."));
      new ShellAnswer(answer.done(), answer.text()).write(to);
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
