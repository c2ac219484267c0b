package gateway.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a record: an object with a key that is none of its components is refused. Without it further
 * keys are allowed and ignored, as the production modules do (PROTOCOL section 5.1).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NoOtherKeys {}
