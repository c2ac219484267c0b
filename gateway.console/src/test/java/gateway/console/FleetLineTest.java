package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DeploymentControl;
import gateway.api.stage.OperatorLine.Answer;
import gateway.api.test.TestViews;
import gateway.api.view.DeviceContentView;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The lines of shells and pages, without Gogo. */
class FleetLineTest {

  private final TestViews views = new TestViews();
  private final FleetLine line =
      new FleetLine(
          new FleetCommands(views, "0.1.0"), new ControlCommands(views), new LogCommand(views));

  FleetLineTest() {
    views.set(
        DevicesView.class,
        () ->
            List.of(
                new DeviceSnapshot(
                    Device.of(1, 0, "a b", "Door", 0), Duration.ZERO, 0, 0, 0, Duration.ZERO)));
  }

  private Answer run(String words) {
    return line.run(FleetLine.words(words).orElseThrow());
  }

  @Test
  void wordsAreAsInAShell() {
    assertEquals(
        List.of("send", "a b", "{\"x\": 1}", "", "it's"),
        FleetLine.words(" send 'a b'  '{\"x\": 1}' \"\" 'it'\"'\"'s' ").orElseThrow());
    assertEquals(List.of(), FleetLine.words("  ").orElseThrow());
    assertEquals(Optional.empty(), FleetLine.words("send 'a"));
  }

  @Test
  void aCommandThatIsNotDoneSaysSo() {
    views.set(
        CommandSink.class,
        (device, command) ->
            CompletableFuture.completedFuture(
                command.toText().equals("{}")
                    ? CommandSink.Verdict.ACCEPTED
                    : CommandSink.Verdict.INVALID));
    assertTrue(run("fleet:send 'a b' {}").done());
    assertEquals(new Answer(false, "The module refuses this command."), run("send 'a b' []"));
    assertEquals(new Answer(false, "There is no connected device c."), run("send c {}"));
    assertTrue(run("devices").done(), "a failure before does not count");
    assertFalse(run("modules").done());
    assertEquals(new Answer(true, "[ ]"), run("modules --json"));
  }

  @Test
  void whatIsNoCommandIsToldWhatIs() {
    assertEquals(new Answer(false, "There is no command stop: see help."), run("stop"));
    assertEquals(new Answer(false, "There is no command getClass: see help."), run("getClass"));
    assertEquals(new Answer(false, "There is no command _main: see help."), run("_main"));
    assertEquals(new Answer(false, "Usage: fleet:send DEVICE JSON"), run("send a"));
    assertTrue(run("devices --yaml").text().startsWith("Unknown option --yaml\nUsage: "));
    assertEquals(new Answer(true, ""), run(""));
  }

  @Test
  void everyCommandOfTheOtherShellIsThere() {
    String help = run("help").text();
    for (String name :
        ("status devices device modules module endpoints stages deployments store events watch log"
                + " disconnect reconnect send retry remove rollback")
            .split(" ")) {
      assertTrue(help.contains("fleet:" + name), name + " in\n" + help);
    }
    assertTrue(help.contains("fleet:events [--json] [--all] PART"), help);
  }

  @Test
  void aFilterWithoutAHitSaysSo() {
    assertTrue(run("devices DOOR").text().contains("1/0/a b"));
    assertEquals("No device matches x (1 are connected).", run("devices x").text());
  }

  @Test
  void aDeviceIsShownWithWhatIsKeptOfIt() {
    views.set(
        DeviceContentView.class,
        key ->
            CompletableFuture.completedStage(
                List.of(
                    new Content("current status", Payload.ofText("{1}")),
                    new Content("waiting command", Payload.ofText("c1")),
                    new Content("waiting command", Payload.ofText("c2")))),
        key -> CompletableFuture.failedStage(new IllegalStateException("away")));
    String text = run("device 'a b'").text();
    assertTrue(text.contains("CURRENT STATUS     {1}\n"), text);
    assertTrue(text.contains("WAITING COMMAND    c1\n"), text);
    assertTrue(text.contains("WAITING COMMAND 2  c2\n"), text);
    assertTrue(text.contains("NO ANSWER "), text);
    assertTrue(run("device 9/0/gone").text().contains("CURRENT STATUS"), "it has left");
  }

  @Test
  void aJarIsRemovedOrRolledBack() {
    assertFalse(run("remove m.jar").done());
    views.set(DeploymentControl.class, new Folder());
    assertEquals(new Answer(true, "m.jar (m 1.1.0) is removed."), run("remove m.jar"));
    assertEquals(new Answer(true, "m.jar is rolled back to m 1.0.0."), run("rollback m.jar"));
    assertEquals(
        new Answer(false, "No earlier content of x.jar is kept: see fleet:deployments."),
        run("rollback x.jar"));
    assertEquals(
        new Answer(false, "The command failed: java.io.IOException: read-only"),
        run("remove locked.jar"));
  }

  private static final class Folder implements DeploymentControl {
    @Override
    public Map<String, String> earlier() {
      return Map.of("m.jar", "m 1.0.0");
    }

    @Override
    public CompletionStage<Optional<String>> remove(String file) {
      return file.startsWith("locked")
          ? CompletableFuture.failedStage(new IOException("read-only"))
          : CompletableFuture.completedStage(Optional.of(file + " (m 1.1.0)"));
    }

    @Override
    public CompletionStage<Optional<String>> rollBack(String file) {
      return CompletableFuture.completedStage(Optional.ofNullable(earlier().get(file)));
    }
  }
}
