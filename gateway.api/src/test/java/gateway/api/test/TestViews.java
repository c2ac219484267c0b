package gateway.api.test;

import gateway.api.view.Views;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Views that a test puts in place. */
public final class TestViews implements Views {

  private final Map<Class<?>, List<?>> services = new HashMap<>();

  /** Replaces the services of a type. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final <T> void set(Class<T> type, T... offered) {
    services.put(type, List.of(offered));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<T> all(Class<T> type) {
    return (List<T>) services.getOrDefault(type, List.of());
  }
}
