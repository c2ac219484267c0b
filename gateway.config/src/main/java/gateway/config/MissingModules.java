package gateway.config;

import gateway.api.stage.FatalErrors;
import gateway.api.stage.ModulesSettled;
import gateway.api.view.ModulesView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports, once the deploy folder has been read, which configured module numbers have no bundle: a
 * warning, because the jar may come later, or with {@code --strict} the end.
 */
@Component(
    service = {},
    immediate = true)
public final class MissingModules {

  private static final Logger LOG = LoggerFactory.getLogger(MissingModules.class);
  private static final String ENDPOINTS = "(service.factoryPid=" + Draft.ENDPOINT + ')';

  /** Compares the configured modules with the installed ones. */
  @Activate
  public MissingModules(
      BundleContext context,
      @Reference ModulesSettled settled,
      @Reference ModulesView view,
      @Reference ConfigurationAdmin admin,
      @Reference(target = FatalErrors.TARGET, cardinality = ReferenceCardinality.OPTIONAL)
          Consumer<String> fatalErrors)
      throws IOException, InvalidSyntaxException {
    Set<String> present =
        view.modules().stream()
            .map(module -> Integer.toUnsignedString(module.number()))
            .collect(Collectors.toSet());
    List<String> missing = configured(admin);
    missing.removeAll(present);
    missing.remove("*");
    boolean strict = Arguments.of(context::getProperty).strict();
    for (String module : missing) {
      LOG.warn("Module {} is configured and has no bundle in the deploy folder", module);
    }
    if (strict && !missing.isEmpty() && fatalErrors != null) {
      fatalErrors.accept(
          "--strict: no bundle in the deploy folder for module " + String.join(", ", missing));
    }
  }

  private static List<String> configured(ConfigurationAdmin admin)
      throws IOException, InvalidSyntaxException {
    List<String> numbers = new ArrayList<>();
    Configuration[] endpoints = admin.listConfigurations(ENDPOINTS);
    for (Configuration endpoint : endpoints == null ? new Configuration[0] : endpoints) {
      if (endpoint.getProperties().get("modules") instanceof String[] modules) {
        numbers.addAll(List.of(modules));
      }
    }
    return numbers;
  }
}
