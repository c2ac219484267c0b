package gateway.distribution;

import gateway.console.support.ShellAnswer;
import gateway.console.support.SupportSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Attaches to a running gateway, one that is a service too, and runs {@code fleet:} commands. */
@Command(
    name = "shell",
    description = {
      "Attach to the running gateway and run commands, such as devices or device ROLE;"
          + " help lists them.",
      "Who may use the socket in its data folder may attach: the gateway's user, and root."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without a command it reads commands from standard input, one a line.",
      "Exit status: 0 all commands were done, 1 one was not, or no gateway runs, 2 usage error."
    })
final class ShellCommand implements Callable<Integer> {

  private static final Set<String> ENDS = Set.of("exit", "quit");
  private static final Pattern WATCH = Pattern.compile("\\s*(?:fleet:)?watch(?:\\s+([0-9]{1,6}))?");
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";
  private static final int LOOKS_A_SECOND = 10;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the gateway (data in the gateway's folder).",
      defaultValue = "${env:GATEWAY_DATA}")
  private Path data;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Command with its options and arguments.")
  private List<String> words = List.of();

  @Spec private CommandSpec spec;

  /** Whether all commands were done. */
  private boolean done = true;

  /** The connection to the gateway. */
  private record Link(BufferedReader answers, Writer commands) {

    ShellAnswer ask(String line) throws IOException {
      commands.write(line + '\n');
      commands.flush();
      return ShellAnswer.read(answers);
    }
  }

  @Override
  public Integer call() throws StartException {
    Path folder = (data == null ? Folders.defaultData() : data).toAbsolutePath();
    try (SocketChannel channel = SupportSocket.connect(folder, SupportSocket.SHELL)) {
      Link link =
          new Link(
              new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)),
              new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
      if (words.isEmpty()) {
        read(link);
      } else {
        run(link, words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" ")));
      }
    } catch (IOException e) {
      throw new StartException(words(folder, e), e);
    }
    return done ? 0 : 1;
  }

  private static String words(Path folder, IOException failure) {
    boolean refused =
        failure instanceof AccessDeniedException
            || String.valueOf(failure.getMessage()).contains("Permission denied");
    return refused
        ? "you may not attach to the gateway with data folder "
            + folder
            + ": be the gateway's user, or root"
        : "no gateway answers with data folder "
            + folder
            + ": start it, or name its folder with --data ("
            + failure.getMessage()
            + ')';
  }

  /** A word as the gateway reads it: quoted, whatever quotes it has. */
  static String quoted(String word) {
    return '\'' + word.replace('\n', ' ').replace("'", "'\"'\"'") + '\'';
  }

  private void read(Link link) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean terminal = Folders.terminal();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    if (terminal) {
      out.println("Attached. help lists the commands, exit leaves; the gateway goes on.");
    }
    while (true) {
      if (terminal) {
        out.print("gateway> ");
        out.flush();
      }
      String line = lines.readLine();
      if (line == null || ENDS.contains(line.strip())) {
        return;
      }
      Matcher watch = WATCH.matcher(line);
      if (terminal && watch.matches()) {
        String seconds = watch.group(1);
        watch(link, seconds == null ? Integer.MAX_VALUE : Integer.parseInt(seconds), lines);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        run(link, line);
      }
    }
  }

  private void run(Link link, String line) throws IOException {
    ShellAnswer answer = link.ask(line);
    done &= answer.done();
    CommandLine commandLine = spec.commandLine();
    PrintWriter to = answer.done() ? commandLine.getOut() : commandLine.getErr();
    to.println(answer.text());
    to.flush();
  }

  /** The pictures follow each other until Enter. */
  private void watch(Link link, int seconds, BufferedReader lines) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (int second = 0; second < seconds; second++) {
      out.print(CLEAR + link.ask("watch").text() + "\n\nPress Enter to stop.\n");
      out.flush();
      for (int i = 0; i < LOOKS_A_SECOND; i++) {
        if (lines.ready()) {
          lines.readLine();
          return;
        }
        try {
          TimeUnit.MILLISECONDS.sleep(1000 / LOOKS_A_SECOND);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
