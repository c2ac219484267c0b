package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An object with known keys: the components of a record. Of equal keys the last one counts. */
final class RecordCodec implements Codec {

  private static final Fault MISSING = Fault.of("is missing");

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final boolean noOtherKeys;
  private final String[] keys;
  private final Method[] accessors;
  private final Codec[] codecs;

  /** Makes a codec whose components are set later, because they may contain the record itself. */
  RecordCodec(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    constructor.setAccessible(true);
    noOtherKeys = type.isAnnotationPresent(NoOtherKeys.class);
    keys = Arrays.stream(components).map(RecordCodec::key).toArray(String[]::new);
    if (Arrays.stream(keys).distinct().count() < keys.length) {
      throw new IllegalArgumentException(type + " has two components with one key");
    }
    accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    for (Method accessor : accessors) {
      accessor.setAccessible(true);
    }
    codecs = new Codec[components.length];
  }

  private static String key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null ? component.getName() : key.value();
  }

  void setComponent(int index, Codec codec) {
    codecs[index] = codec;
  }

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return Codec.fault(parser, "is not an object");
    }
    Object[] values = new Object[keys.length];
    Fault other = null;
    int expected = 0;
    for (String key; (key = parser.nextFieldName()) != null; ) {
      parser.nextToken();
      int index = indexOf(key, expected);
      if (index >= 0) {
        values[index] = codecs[index].read(parser, text);
        expected = index + 1;
      } else {
        parser.skipChildren();
        if (noOtherKeys) {
          other = Fault.of("is not a known key").under(key);
        }
      }
    }
    return other == null ? make(values) : other;
  }

  /** Devices send their keys in one and the same order. */
  private int indexOf(String key, int expected) {
    for (int i = expected; i < keys.length; i++) {
      if (keys[i].equals(key)) {
        return i;
      }
    }
    for (int i = Math.min(expected, keys.length) - 1; i >= 0; i--) {
      if (keys[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private Object make(Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = codecs[i].absent();
        if (values[i] == null) {
          return MISSING.under(keys[i]);
        }
      } else if (values[i] instanceof Fault fault) {
        return fault.under(keys[i]);
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        return Fault.of(refusal);
      }
      throw unexpected(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(cause);
  }

  @Override
  public void write(Object value, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (int i = 0; i < keys.length; i++) {
      Object component = component(value, i);
      if (codecs[i].absent() == null || !codecs[i].absent().equals(component)) {
        out.writeFieldName(keys[i]);
        codecs[i].write(component, out);
      }
    }
    out.writeEndObject();
  }

  private Object component(Object value, int index) {
    Object component;
    try {
      component = accessors[index].invoke(value);
    } catch (InvocationTargetException e) {
      throw unexpected(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw unexpected(e);
    }
    if (component == null) {
      throw new IllegalArgumentException(type.getSimpleName() + '.' + keys[index] + " is null");
    }
    return component;
  }
}
