package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The user of a gateway whose threads can be limited: root has no such limit. */
final class LimitedUser {

  private static final int ROOT = 0;
  private static final int OTHER = 61_999;
  private static final List<String> PREFIX =
      List.of("setpriv", "--reuid=" + OTHER, "--regid=" + OTHER, "--clear-groups");

  private LimitedUser() {}

  /**
   * Returns where a gateway with such a user keeps its data.
   *
   * @param work folder of the laboratory; that user may pass through it from now on
   * @param usual where it does so if this user is not root
   * @return empty if that is not possible here
   */
  static Optional<DataPlace> place(Path work, Path home, DataPlace usual)
      throws IOException, InterruptedException {
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(ROOT)) {
      return Optional.of(usual);
    }
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
    Path data = Files.createDirectories(work.resolve("data-limited"));
    Files.setAttribute(data, "unix:uid", OTHER);
    List<String> trial = new ArrayList<>(PREFIX);
    trial.addAll(
        List.of(
            "sh",
            "-c",
            "test -r \"$1\"/lib/gateway.distribution.jar && test -w \"$2\" && test -x \"$3\"/bin/java",
            "sh",
            home.toString(),
            data.toString(),
            System.getProperty("java.home")));
    try {
      boolean works = new ProcessBuilder(trial).start().waitFor() == 0;
      return works ? Optional.of(new DataPlace(PREFIX, data, data)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no setpriv
    }
  }
}
