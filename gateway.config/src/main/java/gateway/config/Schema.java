package gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * The keys of every PID, read from the metatype documents of the bundles, so that the annotation
 * beside each component stays the one place that says which keys, types and limits there are.
 */
final class Schema {

  /** A key of a PID. */
  record Attribute(
      String key,
      int type,
      boolean many,
      boolean required,
      Optional<BigDecimal> min,
      Optional<BigDecimal> max,
      List<String> options,
      List<String> defaults,
      String description) {

    boolean secret() {
      return type == AttributeDefinition.PASSWORD || key.contains("password");
    }
  }

  private final Map<String, Map<String, Attribute>> singles = new HashMap<>();
  private final Map<String, Map<String, Attribute>> factories = new HashMap<>();

  /** Adds a metatype document. */
  void add(InputStream document) throws IOException {
    MetaData data = new MetaDataReader().parse(document);
    if (data == null || data.getDesignates() == null) {
      return;
    }
    // The reader's lists and maps are raw.
    for (Object element : data.getDesignates()) {
      Designate designate = (Designate) element;
      Map<String, Attribute> attributes = new HashMap<>();
      String reference = designate.getObject().getOcdRef();
      if (data.getObjectClassDefinitions().get(reference) instanceof OCD definition
          && definition.getAttributeDefinitions() != null) {
        for (Object ad : definition.getAttributeDefinitions().values()) {
          Attribute attribute = attribute((AD) ad);
          attributes.put(attribute.key(), attribute);
        }
      }
      String factory = designate.getFactoryPid();
      if (factory == null || factory.isBlank()) {
        singles.put(designate.getPid(), attributes);
      } else {
        factories.put(factory, attributes);
      }
    }
  }

  /** Adds the metatype documents of the gateway's bundles in a folder. */
  void addBundles(Path folder) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "gateway.*.jar")) {
      for (Path jar : jars) {
        try (JarFile bundle = new JarFile(jar.toFile())) {
          for (JarEntry entry : Collections.list(bundle.entries())) {
            if (entry.getName().matches("OSGI-INF/metatype/.+[.]xml")) {
              add(bundle.getInputStream(entry));
            }
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static Attribute attribute(AD ad) {
    return new Attribute(
        ad.getID(),
        ad.getType(),
        ad.getCardinality() != 0,
        ad.isRequired() && ad.getDefaultValue() == null,
        Optional.ofNullable(ad.getMin()).map(BigDecimal::new),
        Optional.ofNullable(ad.getMax()).map(BigDecimal::new),
        ad.getOptionValues() == null ? List.of() : Arrays.asList(ad.getOptionValues()),
        ad.getDefaultValue() == null ? List.of() : Arrays.asList(ad.getDefaultValue()),
        ad.getDescription() == null ? "" : ad.getDescription());
  }

  /** Returns the keys of a PID, {@code factory~name} for one of a factory; empty if unknown. */
  Optional<Map<String, Attribute>> attributes(String pid) {
    int tilde = pid.indexOf('~');
    return Optional.ofNullable(
        tilde < 0 ? singles.get(pid) : factories.get(pid.substring(0, tilde)));
  }

  /** Tells whether the PID is a factory's, which needs a name. */
  boolean isFactory(String pid) {
    return factories.containsKey(pid);
  }

  /** Returns all PIDs that are factories. */
  List<String> factories() {
    return new ArrayList<>(factories.keySet());
  }

  /** Returns all PIDs that are not factories. */
  List<String> singles() {
    return new ArrayList<>(singles.keySet());
  }
}
