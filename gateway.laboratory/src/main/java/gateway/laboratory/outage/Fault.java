package gateway.laboratory.outage;

import java.io.IOException;

/** Something that goes wrong, and is mended later. Each one is used once. */
interface Fault {

  /** Sets up what it needs, while everything works. */
  default void prepare() throws IOException, InterruptedException {}

  /** Makes it go wrong. Returns at once; may be called on a thread of the relay. */
  void begin() throws IOException;

  /** Lasts. */
  default void last(long millis) throws IOException, InterruptedException {
    Thread.sleep(millis);
  }

  /** Mends it; everything is there again when it returns. */
  void end() throws IOException, InterruptedException;

  /** Takes down what {@link #prepare} has set up. */
  default void cleanUp() throws IOException, InterruptedException {}
}
