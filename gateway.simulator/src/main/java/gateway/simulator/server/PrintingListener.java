package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.protocol.external.CommandResponse;
import gateway.simulator.console.JsonLine;
import gateway.simulator.console.PrintedPayload;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Prints what the server sees, one line each, for people or as JSON. */
final class PrintingListener implements ServerListener {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final PrintWriter out;
  private final boolean json;
  private final boolean quiet;
  private final StatusTotals totals;

  /**
   * Makes a printer.
   *
   * @param quiet leaves out the lines of statuses and commands
   */
  PrintingListener(PrintWriter out, boolean json, boolean quiet, StatusTotals totals) {
    this.out = out;
    this.json = json;
    this.quiet = quiet;
    this.totals = totals;
  }

  /** Prints what becomes of the broker. */
  void broker(String state) {
    print("broker", state, event("broker").put("state", state));
  }

  @Override
  public void listening() {
    print("listening", "waiting for a gateway", event("listening"));
  }

  @Override
  public void sessionStarted(String sessionId, List<Device> accepted) {
    List<String> keys = accepted.stream().map(device -> device.key().toString()).toList();
    print(
        "connect",
        "session " + sessionId + ", devices " + String.join(" ", keys),
        event("connect").put("session", sessionId).put("devices", String.join(" ", keys)));
  }

  @Override
  public void sessionRunning(String sessionId) {
    print(
        "running",
        "session " + sessionId + " is established",
        event("running").put("session", sessionId));
  }

  @Override
  public void sessionEnded(String reason, boolean notified) {
    print(
        "end",
        reason + (notified ? "" : " (without notification)"),
        event("end").put("reason", reason).putRaw("notified", Boolean.toString(notified)));
  }

  @Override
  public void statusForwarded(ForwardedStatus status) {
    totals.count(status);
    if (quiet) {
      return;
    }
    String counter = Integer.toUnsignedString(status.counter());
    JsonLine line =
        event("status", status.device())
            .put("state", status.state().name())
            .putRaw("counter", counter)
            .put("data", status.data().toText());
    status.error().ifPresent(error -> line.put("error", error.toText()));
    String error =
        status.error().map(message -> "  error " + PrintedPayload.of(message)).orElse("");
    print(
        "status",
        String.format(
            "%s %s %s %s%s",
            status.device().key(),
            status.state(),
            counter,
            PrintedPayload.of(status.data()),
            error),
        line);
  }

  @Override
  public void commandSent(SentCommand command) {
    if (!quiet) {
      print("command", shown(command), event("command", command));
    }
  }

  @Override
  public void commandDelivered(SentCommand command, CommandResponse.Type type) {
    if (!quiet) {
      print(
          "answered",
          command.device().key() + " " + command.counter() + " " + type,
          event("answered", command).put("response", type.name()));
    }
  }

  @Override
  public void ignored(String what) {
    if (!quiet) {
      print("ignored", what, event("ignored").put("what", what));
    }
  }

  private static String shown(SentCommand command) {
    Payload data = command.data();
    return command.device().key() + " " + command.counter() + " " + PrintedPayload.of(data);
  }

  private static JsonLine event(String name) {
    return new JsonLine().put("event", name);
  }

  private static JsonLine event(String name, Device device) {
    return event(name)
        .putRaw("module", Integer.toUnsignedString(device.module()))
        .putRaw("type", Integer.toUnsignedString(device.deviceType()))
        .put("role", device.role())
        .put("name", device.name());
  }

  private static JsonLine event(String name, SentCommand command) {
    return event(name, command.device())
        .putRaw("counter", Integer.toUnsignedString(command.counter()))
        .put("data", command.data().toText());
  }

  private void print(String what, String text, JsonLine line) {
    out.println(
        json
            ? line.toString()
            : String.format(
                "%s  %-10s%s", LocalTime.now(ZoneId.systemDefault()).format(TIME), what, text));
    out.flush();
  }
}
