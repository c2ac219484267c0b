package gateway.external.store;

import java.io.IOException;

/** The data was written by a newer version of the gateway; it is left as it is. */
public final class NewerFormatException extends IOException {

  private static final long serialVersionUID = 1;

  NewerFormatException(String message) {
    super(message);
  }
}
