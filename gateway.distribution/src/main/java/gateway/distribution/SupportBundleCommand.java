package gateway.distribution;

import gateway.console.support.Redaction;
import gateway.console.support.SupportSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Collects the content of a bug report. */
@Command(
    name = "support-bundle",
    description =
        "Collect configuration, versions, states, events, log and threads in one"
            + " archive for a bug report, without secrets. If the gateway does not run,"
            + " the archive has only what its folders hold.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentDefaults.class)
final class SupportBundleCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");
  private static final int MAX_PART = 16 * 1024 * 1024;
  private static final int LOG_TAIL = 512 * 1024;
  private static final int MAX_FILES = 1000;
  private static final int MAX_LOGS = 10;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the gateway (data in the gateway's folder).")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Its configuration file (etc/gateway.json of the distribution).")
  private Path config;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The archive, a zip file that does not exist (gateway-support-TIME.zip here).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    Path folder = (data == null ? Folders.defaultData() : data).toAbsolutePath();
    Path file =
        out == null
            ? Path.of(
                "gateway-support-"
                    + TIME.format(LocalDateTime.now(ZoneId.systemDefault()))
                    + ".zip")
            : out;
    boolean running;
    try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        ZipOutputStream zip = new ZipOutputStream(stream, StandardCharsets.UTF_8)) {
      running = running(folder, zip);
      local(folder, zip);
    } catch (FileAlreadyExistsException e) {
      throw new StartException(file + " exists: choose another with --out FILE");
    } catch (IOException e) {
      throw new StartException("cannot write " + file + " (" + e + ")", e);
    }
    PrintWriter words = spec.commandLine().getOut();
    words.println(
        file.toAbsolutePath()
            + (running
                ? ": of the running gateway with data folder " + folder
                : ": no gateway runs with data folder " + folder + ", so it has files only"));
    words.flush();
    return 0;
  }

  /** Copies the answer of the running gateway; returns whether there is one. */
  private static boolean running(Path folder, ZipOutputStream zip) throws IOException {
    Optional<InputStream> answer = SupportSocket.read(folder, SupportSocket.BUNDLE);
    if (answer.isEmpty()) {
      return false;
    }
    try (ZipInputStream parts = new ZipInputStream(answer.get(), StandardCharsets.UTF_8)) {
      for (ZipEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
        // only the last part of a name, because the zip will be unpacked
        String name = Path.of(part.getName()).getFileName().toString();
        add(zip, "running/" + name, new String(parts.readNBytes(MAX_PART), StandardCharsets.UTF_8));
      }
    }
    return true;
  }

  private void local(Path folder, ZipOutputStream zip) throws IOException {
    add(zip, "files/versions.txt", versions());
    Path file = config == null ? Folders.home().resolve("etc/gateway.json") : config;
    add(zip, "files/configuration.txt", file + "\n" + tail(file));
    add(zip, "files/distribution.txt", listing(Folders.home().resolve("bundles")));
    add(zip, "files/data.txt", listing(folder));
    add(zip, "files/console-edits.txt", contents(folder.resolve("config")));
    try (Stream<Path> files = list(folder)) {
      for (Path log : files.filter(SupportBundleCommand::isLog).limit(MAX_LOGS).toList()) {
        add(zip, "files/" + log.getFileName(), tail(log));
      }
    }
  }

  private static boolean isLog(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && (name.endsWith(".log") || name.equals("logback.xml"));
  }

  private static String versions() {
    return Stream.concat(
            Stream.of(new Main.Version().getVersion()),
            List.of("os.name", "os.version", "os.arch").stream()
                .map(name -> name + ' ' + System.getProperty(name)))
        .collect(Collectors.joining("\n"));
  }

  @SuppressWarnings("StreamResourceLeak") // closed by those who call it
  private static Stream<Path> list(Path folder) throws IOException {
    return Files.isDirectory(folder) ? Files.list(folder).sorted() : Stream.empty();
  }

  private static String contents(Path place) throws IOException {
    if (Files.isRegularFile(place)) {
      return tail(place);
    }
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = list(place)) {
      for (Path file : files.filter(Files::isRegularFile).limit(MAX_FILES).toList()) {
        text.append(file.getFileName()).append('\n').append(tail(file)).append('\n');
      }
    }
    return text.toString();
  }

  /** Returns names, sizes and times: undelivered data is confidential. */
  private static String listing(Path folder) {
    StringBuilder text = new StringBuilder(folder + "\n");
    if (!Files.isDirectory(folder)) {
      return text + "is not there\n";
    }
    try (Stream<Path> files = Files.walk(folder, 3)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList()) {
        text.append(folder.relativize(file))
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file))
            .append('\n');
      }
    } catch (IOException | RuntimeException e) {
      text.append("the rest is unknown: ").append(e).append('\n');
    }
    return text.toString();
  }

  private static String tail(Path file) {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, content.length() - LOG_TAIL);
      byte[] bytes = new byte[(int) (content.length() - from)];
      content.seek(from);
      content.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      // the first line is cut, and half of a secret is one too
      return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  private static void add(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(Redaction.of(text).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
