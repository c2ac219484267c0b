package gateway.external.store;

import java.io.IOException;

/** Another process uses the same folder. */
public final class LockedException extends IOException {

  private static final long serialVersionUID = 1;

  LockedException(String message) {
    super(message);
  }
}
