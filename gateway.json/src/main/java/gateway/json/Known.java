package gateway.json;

import gateway.api.device.Payload;

/**
 * The values of the payloads used last, recognised by reference, so that each payload is read once.
 */
final class Known<T> {

  private final JsonType<T> type;
  private final Payload[] texts;
  private final Object[] values;

  Known(JsonType<T> type, int size) {
    this.type = type;
    texts = new Payload[size];
    values = new Object[size];
  }

  /** Returns the value of a payload, or a {@link Fault}. */
  Object get(Payload text) {
    for (int i = 0; i < texts.length; i++) {
      if (texts[i] == text) {
        Object value = values[i];
        putFirst(i, text, value);
        return value;
      }
    }
    Object value = type.parse(text);
    if (!(value instanceof Fault)) {
      put(text, value);
    }
    return value;
  }

  /** Keeps the value of a payload; forgets the one that was used longest ago. */
  void put(Payload text, Object value) {
    putFirst(texts.length - 1, text, value);
  }

  private void putFirst(int from, Payload text, Object value) {
    for (int i = from; i > 0; i--) {
      texts[i] = texts[i - 1];
      values[i] = values[i - 1];
    }
    texts[0] = text;
    values[0] = value;
  }
}
