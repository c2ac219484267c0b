package gateway.config;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * A JSON schema of the configuration file: the native form from the metatype documents, the other
 * two from a resource.
 */
final class JsonSchema {

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /** Returns the text. */
  static String of(Schema schema) {
    try (InputStream forms = JsonSchema.class.getResourceAsStream("forms.schema.json")) {
      Map<String, Object> whole =
          Json.parseObject(new String(forms.readAllBytes(), StandardCharsets.UTF_8));
      Map<String, Object> definitions = new LinkedHashMap<>();
      definitions.put("native", new JsonSchema(schema).nativeForm());
      ((Map<?, ?>) whole.getOrDefault("definitions", Map.of()))
          .forEach((name, form) -> definitions.put(name.toString(), form));
      whole.put("definitions", definitions);
      StringWriter text = new StringWriter();
      try (JsonGenerator out = Json.generator(text)) {
        Json.write(out, whole);
      }
      return text.append('\n').toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Json.SyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> nativeForm() {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("$schema", Map.of("type", "string"));
    schema.singles().forEach(pid -> properties.put(pid, keys(pid)));
    Map<String, Object> patterns = new TreeMap<>();
    schema.factories().forEach(pid -> patterns.put('^' + regex(pid) + "~.+$", keys(pid + '~')));
    patterns.put("^modules\\.[0-9]+$", object(Map.of("owner", typed("string"))));
    patterns.put(unknown(), false);
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("type", "object");
    form.put("properties", properties);
    form.put("patternProperties", patterns);
    return form;
  }

  /** Returns a pattern of unknown names under our prefix. */
  private String unknown() {
    String singles =
        new TreeSet<>(schema.singles())
            .stream().map(JsonSchema::regex).collect(Collectors.joining("|"));
    String factories =
        new TreeSet<>(schema.factories())
            .stream().map(JsonSchema::regex).collect(Collectors.joining("|"));
    return "^(?!(?:%s)$|(?:%s)~.)gateway\\.".formatted(singles, factories);
  }

  private static String regex(String pid) {
    return pid.replace(".", "\\.");
  }

  private Map<String, Object> keys(String pid) {
    Map<String, Object> keys = new TreeMap<>();
    schema
        .attributes(pid)
        .orElseThrow()
        .forEach(
            (key, attribute) -> {
              keys.put(key, key(attribute));
              if (attribute.type() == AttributeDefinition.PASSWORD) {
                keys.put(key + "-file", typed("string"));
              }
            });
    return object(keys);
  }

  private static Map<String, Object> object(Map<String, Object> keys) {
    Map<String, Object> object = typed("object");
    object.put("properties", keys);
    // a key may carry its type, and those for the Configurator begin with a colon
    object.put("patternProperties", Map.of(":", Map.of()));
    object.put("additionalProperties", false);
    return object;
  }

  private static Map<String, Object> typed(String type) {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put("type", type);
    return typed;
  }

  private static Map<String, Object> key(Schema.Attribute attribute) {
    Map<String, Object> single =
        typed(
            switch (attribute.type()) {
              case AttributeDefinition.INTEGER, AttributeDefinition.LONG -> "integer";
              case AttributeDefinition.DOUBLE -> "number";
              case AttributeDefinition.BOOLEAN -> "boolean";
              default -> "string";
            });
    attribute.min().ifPresent(min -> single.put("minimum", min));
    attribute.max().ifPresent(max -> single.put("maximum", max));
    if (!attribute.options().isEmpty()) {
      single.put("enum", attribute.options());
    }
    if (!attribute.many()) {
      return described(single, attribute);
    }
    if ("string".equals(single.get("type"))) {
      single.put("type", List.of("string", "integer"));
    }
    // one that stands alone needs no list
    List<Object> forms = new ArrayList<>(List.of(single));
    Map<String, Object> list = typed("array");
    list.put("items", single);
    forms.add(list);
    Map<String, Object> several = new LinkedHashMap<>();
    several.put("anyOf", forms);
    return described(several, attribute);
  }

  private static Map<String, Object> described(
      Map<String, Object> key, Schema.Attribute attribute) {
    String defaults =
        attribute.secret() || String.join("", attribute.defaults()).isEmpty()
            ? ""
            : "default: " + String.join(", ", attribute.defaults());
    String description =
        Stream.of(attribute.description(), defaults)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    if (!description.isEmpty()) {
      key.put("description", description);
    }
    return key;
  }
}
