package gateway.ipc;

import java.util.Arrays;
import java.util.Optional;

/** The names of the stages in topics and on the command line. */
enum StageName {
  INTERNAL_SERVER("internal-server"),
  MODULE_HANDLER("module-handler"),
  EXTERNAL_CLIENT("external-client");

  private final String text;

  StageName(String text) {
    this.text = text;
  }

  static Optional<StageName> of(String text) {
    return Arrays.stream(values()).filter(stage -> stage.text.equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}
