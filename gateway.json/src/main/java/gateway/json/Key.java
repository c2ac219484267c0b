package gateway.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The JSON key of a record component, or the JSON text of an enum constant, where it is not simply
 * its name: {@code @Key("lit_up") boolean litUp}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {

  /** Returns the key as it stands in the text. */
  String value();
}
