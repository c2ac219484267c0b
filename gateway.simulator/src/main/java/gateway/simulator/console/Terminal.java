package gateway.simulator.console;

import java.io.Console;

/** Tells whether somebody watches. */
public final class Terminal {

  private Terminal() {}

  /** Tells whether standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there may be a console without a terminal.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
