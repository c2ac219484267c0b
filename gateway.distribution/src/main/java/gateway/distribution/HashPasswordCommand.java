package gateway.distribution;

import gateway.web.access.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the hash of the web console's password for the configuration. */
@Command(
    name = "hash-password",
    description =
        "Read the web console's password, from the terminal or one line of standard input, and"
            + " print its hash for gateway.web.password.",
    mixinStandardHelpOptions = true)
final class HashPasswordCommand implements Callable<Integer> {

  private static final int MIN_LENGTH = 8;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws StartException, IOException {
    Console console = Folders.terminal() ? System.console() : null;
    char[] password = console == null ? read(System.in) : ask(console);
    PrintWriter out = spec.commandLine().getOut();
    out.println(hash(password));
    out.flush();
    return 0;
  }

  static PasswordHash hash(char[] password) throws StartException {
    if (password.length < MIN_LENGTH) {
      throw new StartException("a password needs at least " + MIN_LENGTH + " characters");
    }
    return PasswordHash.of(password);
  }

  private static char[] read(InputStream in) throws IOException {
    String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
    return line == null ? new char[0] : line.replace("\uFEFF", "").toCharArray();
  }

  private static char[] ask(Console console) throws StartException {
    char[] password = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (!Arrays.equals(password, again)) {
      throw new StartException("the two differ");
    }
    return password == null ? new char[0] : password;
  }
}
