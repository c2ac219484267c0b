package gateway.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the codecs of the types that records are made of. */
final class Codecs {

  private final Map<Class<?>, RecordCodec> records = new HashMap<>();

  /**
   * Returns the codec of a type.
   *
   * @throws IllegalArgumentException naming the type, if there is none
   */
  static Codec of(Class<?> type) {
    return new Codecs().codec(type, false);
  }

  private Codec codec(Type type, boolean required) {
    if (type instanceof Class<?> plain) {
      return plain(plain);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ListCodec(codec(arguments[0], false));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new MapCodec(codec(arguments[1], false));
      }
      if (generic.getRawType() == Optional.class) {
        return new OptionalCodec(codec(arguments[0], false), required);
      }
    }
    throw unsupported(type);
  }

  private Codec plain(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return Scalar.BOOLEAN;
    }
    if (type == int.class || type == Integer.class) {
      return Scalar.INT;
    }
    if (type == long.class || type == Long.class) {
      return Scalar.LONG;
    }
    if (type == double.class || type == Double.class) {
      return Scalar.DOUBLE;
    }
    if (type == String.class) {
      return Scalar.STRING;
    }
    if (type == JsonValue.class) {
      return ValueCodec.ANY;
    }
    if (type.isEnum()) {
      return new EnumCodec(type);
    }
    if (type.isRecord()) {
      return record(type);
    }
    throw unsupported(type);
  }

  private RecordCodec record(Class<?> type) {
    RecordCodec known = records.get(type);
    if (known != null) {
      return known;
    }
    RecordCodec codec = new RecordCodec(type);
    records.put(type, codec);
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      codec.setComponent(i, component(type, components[i]));
    }
    return codec;
  }

  private Codec component(Class<?> type, RecordComponent component) {
    try {
      return codec(component.getGenericType(), component.isAnnotationPresent(Required.class));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          type.getSimpleName() + '.' + component.getName() + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException unsupported(Type type) {
    return new IllegalArgumentException(
        "no JSON for "
            + type.getTypeName()
            + ": use boolean, int, long, double, String, an enum, a record, JsonValue, or a List,"
            + " Map<String, …> or Optional of them");
  }
}
