package gateway.json;

import gateway.api.device.Payload;

/**
 * The values of the most recent payloads, recognised by reference, so that each payload is read
 * once.
 */
final class RecentValues<T> {

  private final JsonType<T> type;
  private final Payload[] texts;
  private final Object[] values;
  private int oldest;

  RecentValues(JsonType<T> type, int size) {
    this.type = type;
    texts = new Payload[size];
    values = new Object[size];
  }

  /** Returns the value of a payload, or a {@link Fault}. */
  Object get(Payload text) {
    for (int i = 0; i < texts.length; i++) {
      if (texts[i] == text) {
        return values[i];
      }
    }
    Object value = type.parse(text);
    if (!(value instanceof Fault)) {
      put(text, value);
    }
    return value;
  }

  /** Keeps the value of a payload instead of the oldest one. */
  void put(Payload text, Object value) {
    texts[oldest] = text;
    values[oldest] = value;
    oldest = oldest + 1 == texts.length ? 0 : oldest + 1;
  }
}
