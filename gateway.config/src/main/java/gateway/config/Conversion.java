package gateway.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** Converts a written value to the type of its key. */
final class Conversion {

  /** The value does not fit; the message is the rule that it breaks. */
  static final class RuleException extends Exception {

    private static final long serialVersionUID = 1L;

    RuleException(String rule) {
      super(rule);
    }
  }

  private final Schema.Attribute attribute;

  private Conversion(Schema.Attribute attribute) {
    this.attribute = attribute;
  }

  /** Converts a value, to an array for a key with several. */
  static Object convert(Schema.Attribute attribute, Object value) throws RuleException {
    Conversion conversion = new Conversion(attribute);
    return attribute.many() ? conversion.array(elements(value)) : conversion.single(value);
  }

  private static List<?> elements(Object value) {
    if (value instanceof Setting.Text text) {
      return List.of(text.text().split("\\s*,\\s*")).stream().map(Setting.Text::new).toList();
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  private Object array(List<?> values) throws RuleException {
    Object[] array = emptyArray(values.size());
    for (int i = 0; i < array.length; i++) {
      // A module number is text on the wire of the configuration admin and a number in JSON.
      Object value = values.get(i);
      boolean number = attribute.type() == AttributeDefinition.STRING && value instanceof Long;
      array[i] = single(number ? value.toString() : value);
    }
    return array;
  }

  private Object[] emptyArray(int length) {
    return switch (attribute.type()) {
      case AttributeDefinition.INTEGER -> new Integer[length];
      case AttributeDefinition.LONG -> new Long[length];
      case AttributeDefinition.DOUBLE -> new Double[length];
      case AttributeDefinition.BOOLEAN -> new Boolean[length];
      default -> new String[length];
    };
  }

  private Object single(Object value) throws RuleException {
    Object converted =
        switch (attribute.type()) {
          case AttributeDefinition.INTEGER ->
              number(value, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
          case AttributeDefinition.LONG ->
              number(value, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
          case AttributeDefinition.DOUBLE -> decimal(value);
          case AttributeDefinition.BOOLEAN -> flag(value);
          default -> text(value);
        };
    if (!attribute.options().isEmpty() && !attribute.options().contains(converted.toString())) {
      throw broken("must be one of " + String.join(", ", attribute.options()), value);
    }
    return converted;
  }

  private BigDecimal number(Object value, long lowest, long highest) throws RuleException {
    BigDecimal min = attribute.min().orElse(BigDecimal.valueOf(lowest));
    BigDecimal max = attribute.max().orElse(BigDecimal.valueOf(highest));
    String rule = "must be an integer from " + min + " to " + max;
    BigDecimal number = decimalOrNull(value);
    if (number == null
        || number.stripTrailingZeros().scale() > 0
        || number.compareTo(min) < 0
        || number.compareTo(max) > 0) {
      throw broken(rule, value);
    }
    return number;
  }

  private double decimal(Object value) throws RuleException {
    BigDecimal number = decimalOrNull(value);
    if (number == null || Double.isInfinite(number.doubleValue())) {
      throw broken("must be a number that fits into 64 bits", value);
    }
    return number.doubleValue();
  }

  private static @Nullable BigDecimal decimalOrNull(Object value) {
    try {
      if (value instanceof Setting.Text text) {
        return new BigDecimal(text.text().strip());
      }
      return value instanceof Number number ? new BigDecimal(number.toString()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Boolean flag(Object value) throws RuleException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Setting.Text text
        && (text.text().equals("true") || text.text().equals("false"))) {
      return Boolean.valueOf(text.text());
    }
    throw broken("must be true or false", value);
  }

  private String text(Object value) throws RuleException {
    if (value instanceof String || value instanceof Setting.Text) {
      return value.toString();
    }
    throw broken("must be text", value);
  }

  private RuleException broken(String rule, Object value) {
    if (attribute.secret() || value instanceof List || value instanceof Map) {
      return new RuleException(rule);
    }
    boolean quoted = value instanceof String || value instanceof Setting.Text;
    return new RuleException(rule + ", is " + (quoted ? "\"" + value + '"' : value));
  }
}
