package gateway.json;

import gateway.api.device.Payload;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Folds undelivered statuses into error messages that are JSON: what a module needs for {@link
 * gateway.api.module.FleetModule#aggregateError}. A row of statuses is folded without reading the
 * error message again.
 *
 * <p>The thread rule of {@link gateway.api.module} holds.
 *
 * @param <S> status
 * @param <E> error message
 */
public final class JsonErrors<S, E> {

  private final JsonType<S> statusType;
  private final JsonType<E> errorType;

  private @Nullable Payload foldedText;

  @SuppressWarnings("NullAway.Init") // read only with its text
  private E folded;

  /** Makes the folding of statuses of one type into error messages of another. */
  public JsonErrors(JsonType<S> statusType, JsonType<E> errorType) {
    this.statusType = statusType;
    this.errorType = errorType;
  }

  /**
   * Folds a status into an error message.
   *
   * @param error the error message so far, as the gateway hands it in
   * @param status the undelivered status
   * @param rule makes the new error message of the one so far and the status; must depend on its
   *     arguments alone. The one so far is absent for the first undelivered status, and where what
   *     is there is no error message of this type
   * @return the new error message; the same object as {@code error} where the rule returns what it
   *     was given
   * @throws InvalidJsonException if the status cannot be read
   */
  public Payload fold(Optional<Payload> error, Payload status, BiFunction<Optional<E>, S, E> rule) {
    S undelivered = statusType.read(status);
    Optional<E> before = error.flatMap(this::valueOf);
    E result = rule.apply(before, undelivered);
    if (before.isPresent() && result == before.get()) {
      return error.get();
    }
    foldedText = errorType.write(result);
    folded = result;
    return foldedText;
  }

  private Optional<E> valueOf(Payload error) {
    return error == foldedText ? Optional.of(folded) : errorType.tryRead(error);
  }
}
