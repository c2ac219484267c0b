package gateway.config;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.List;

/** Values of JSON in the types that the configuration admin takes, where no schema names one. */
final class UntypedValues {

  private UntypedValues() {}

  /** Tells whether the types have every number of a value. */
  static boolean canHold(Object value) {
    return value instanceof List<?> list
        ? list.stream().allMatch(UntypedValues::canHold)
        : !(value instanceof BigDecimal number) || Double.isFinite(number.doubleValue());
  }

  static Object of(Object value) {
    if (value instanceof Long number && number.intValue() == number) {
      return number.intValue();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.doubleValue();
    }
    if (value instanceof List<?> list) {
      return array(list.stream().map(UntypedValues::of).toList());
    }
    return value instanceof Boolean || value instanceof Long ? value : value.toString();
  }

  /** Returns an array of the elements' type, or of text if they differ. */
  private static Object array(List<?> elements) {
    long types = elements.stream().map(Object::getClass).distinct().count();
    boolean same = types == 1 && !elements.get(0).getClass().isArray();
    Class<?> type = same ? elements.get(0).getClass() : String.class;
    Object array = Array.newInstance(type, elements.size());
    for (int i = 0; i < elements.size(); i++) {
      Array.set(array, i, same ? elements.get(i) : elements.get(i).toString());
    }
    return array;
  }
}
