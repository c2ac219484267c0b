package gateway.testkit;

import gateway.api.stage.DisconnectCause;
import org.jspecify.annotations.Nullable;

/** The gateway has closed a device's connection instead of answering its status. */
public final class DisconnectedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final DisconnectCause disconnectCause;

  DisconnectedException(
      String message, DisconnectCause disconnectCause, @Nullable Throwable cause) {
    super(message, cause);
    this.disconnectCause = disconnectCause;
  }

  /** Returns why; {@link #getCause()} is the exception of the module, if there was one. */
  public DisconnectCause disconnectCause() {
    return disconnectCause;
  }
}
