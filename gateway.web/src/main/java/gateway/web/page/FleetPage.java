package gateway.web.page;

import gateway.api.stage.EndpointControl;
import gateway.api.stage.OperatorLine;
import gateway.api.stage.Retry;
import gateway.api.view.DeploymentsView;
import gateway.api.view.Views;
import gateway.web.ContainerParts;
import gateway.web.health.HealthBoard;
import gateway.web.page.TablePage.Query;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page and its data: {@code GET fleet} is the page, {@code GET fleet/state.json} its content,
 * {@code POST fleet/…} its buttons. The console asks for the login before.
 */
@Component(
    service = Servlet.class,
    property = {
      "felix.webconsole.label=" + FleetPage.LABEL,
      "felix.webconsole.title=Fleet",
      "felix.webconsole.category=Main"
    })
public final class FleetPage extends AbstractServlet {

  static final String LABEL = "fleet";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FleetPage.class);

  private static final int MAX_COMMAND = 1 << 20;

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "fleet.html", "text/html;charset=UTF-8",
          "fleet.css", "text/css;charset=UTF-8",
          "fleet.js", "text/javascript;charset=UTF-8",
          "tables.js", "text/javascript;charset=UTF-8",
          "overview.js", "text/javascript;charset=UTF-8",
          "graph.js", "text/javascript;charset=UTF-8");

  private final transient Views views;
  private final transient ContainerParts parts;
  private final transient HealthBoard health;
  private final transient Sampler sampler;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      service = DeploymentsView.class)
  private transient volatile ServiceReference<DeploymentsView> deployer;

  /** Makes the page. */
  @Activate
  public FleetPage(
      BundleContext context,
      @Reference Views views,
      @Reference HealthBoard health,
      @Reference Sampler sampler) {
    this.views = views;
    this.parts = new ContainerParts(context);
    this.health = health;
    this.sampler = sampler;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = path(request);
    switch (path) {
      case "" -> file("fleet.html", response);
      case "/state.json" ->
          json(
              response,
              StateJson.write(
                  views,
                  parts,
                  health.troubles(),
                  sampler.rates(),
                  parameter(request, "view").orElse(""),
                  parameter(request, "of").orElse(""),
                  Query.of(name -> parameter(request, name))));
      case "/graph.json" -> json(response, GraphJson.write(sampler.samples(), System.nanoTime()));
      default -> file(path.substring(1), response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String of = parameter(request, "of").orElse("");
    switch (path(request)) {
      case "/deploy" -> deploy(request, response);
      case "/retry" ->
          tell(
              response,
              views.all(Retry.class).stream()
                  .flatMap(retry -> retry.retry(of, isForced(request)).stream())
                  .toList(),
              "no module or jar of this name was set aside or refused");
      case "/reconnect" -> tell(response, reconnect(of), "no such endpoint");
      case "/disconnect" -> run(response, "disconnect", of);
      case "/send" -> send(request, response, of);
      case "/remove" -> run(response, "remove", of);
      case "/rollback" -> run(response, "rollback", of);
      default -> answer(response, HttpServletResponse.SC_NOT_FOUND, "no such action");
    }
  }

  /** An operator lets a version serve although it refuses what the one before accepts. */
  private static boolean isForced(HttpServletRequest request) {
    return parameter(request, "force").filter("true"::equals).isPresent();
  }

  /** Runs a command as the shell does, with its words and its events. */
  private void run(HttpServletResponse response, String... words) throws IOException {
    for (OperatorLine commands : views.all(OperatorLine.class)) {
      OperatorLine.Answer done = commands.run(List.of(words));
      answer(
          response,
          done.done() ? HttpServletResponse.SC_ACCEPTED : HttpServletResponse.SC_CONFLICT,
          done.text());
      return;
    }
    answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the console does not run");
  }

  private void send(HttpServletRequest request, HttpServletResponse response, String device)
      throws IOException {
    byte[] command = request.getInputStream().readNBytes(MAX_COMMAND + 1);
    if (command.length > MAX_COMMAND) {
      answer(response, HttpServletResponse.SC_BAD_REQUEST, "a command has 1 MiB at most");
    } else {
      run(response, "send", device, new String(command, StandardCharsets.UTF_8));
    }
  }

  private List<String> reconnect(String name) {
    return views.all(EndpointControl.class).stream()
        .filter(control -> control.reconnect(name))
        .map(control -> "asked for")
        .toList();
  }

  private static void tell(HttpServletResponse response, List<String> done, String otherwise)
      throws IOException {
    if (done.isEmpty()) {
      answer(response, HttpServletResponse.SC_NOT_FOUND, otherwise);
    } else {
      answer(response, HttpServletResponse.SC_ACCEPTED, String.join(", ", done));
    }
  }

  /** Returns what follows {@code /fleet}; console versions differ in where they put the label. */
  private static String path(HttpServletRequest request) {
    String uri = request.getRequestURI();
    int label = uri.indexOf('/' + LABEL);
    return label < 0 ? "" : uri.substring(label + 1 + LABEL.length());
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  private void deploy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String name = parameter(request, "name").orElse("");
    Optional<Path> folder = folder();
    if (!Upload.isName(name)) {
      answer(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          "the name must end with .jar and have letters, digits, dots, dashes and"
              + " underscores only");
    } else if (folder.isEmpty()) {
      answer(
          response,
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "the deployer does not run in this container");
    } else {
      try {
        Upload.store(folder.get(), name, request.getInputStream(), request.getContentLengthLong());
        answer(response, HttpServletResponse.SC_ACCEPTED, name + " is in the deploy folder");
      } catch (IOException e) {
        LOG.warn("Web: the upload of {} failed: {}", name, e.toString());
        answer(
            response,
            HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
            "not stored: " + e.getMessage());
      }
    }
  }

  /** The deployer's configuration is among its service properties. */
  private Optional<Path> folder() {
    return Optional.ofNullable(deployer)
        .map(reference -> reference.getProperty("dir"))
        .map(dir -> Path.of(dir.toString()));
  }

  private void file(String name, HttpServletResponse response) throws IOException {
    String type = TYPES.get(name);
    if (type == null) {
      answer(response, HttpServletResponse.SC_NOT_FOUND, "no such page");
      return;
    }
    try (InputStream file = FleetPage.class.getResourceAsStream(name)) {
      head(response, HttpServletResponse.SC_OK, type);
      file.transferTo(response.getOutputStream());
    }
  }

  private static void json(HttpServletResponse response, byte[] json) throws IOException {
    head(response, HttpServletResponse.SC_OK, "application/json;charset=UTF-8");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  private static void answer(HttpServletResponse response, int status, String text)
      throws IOException {
    head(response, status, "text/plain;charset=UTF-8");
    response.getWriter().println(text);
  }

  private static void head(HttpServletResponse response, int status, String type) {
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  }
}
