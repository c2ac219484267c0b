package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.stage.CommandSink;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceControl;
import gateway.api.stage.EndpointControl;
import gateway.api.stage.LogLevels;
import gateway.api.stage.Retry;
import gateway.api.test.TestViews;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ControlCommandsTest {

  private final TestViews views = new TestViews();
  private final ControlCommands commands = new ControlCommands(views);
  private final List<String> done = new ArrayList<>();

  ControlCommandsTest() {
    views.set(
        DevicesView.class,
        () ->
            List.of(
                new DeviceSnapshot(
                    Device.of(1, 0, "a", "", 0), Duration.ZERO, 0, 0, 0, Duration.ZERO)));
  }

  @Test
  void disconnect() {
    views.set(
        DeviceControl.class, key -> CompletableFuture.completedFuture(done.add(key.toString())));
    assertEquals("1/0/a is disconnected.", commands.disconnect("a"));
    assertEquals(List.of("1/0/a"), done);
    assertEquals("There is no connected device b.", commands.disconnect("b"));
    views.set(DeviceControl.class, key -> CompletableFuture.completedFuture(false));
    assertEquals(
        "1/0/a has disconnected already, or its module hangs: see fleet:device.",
        commands.disconnect("1/0/a"));
  }

  @Test
  void whatRunsElsewhereIsSaid() {
    assertEquals("The internal server does not run in this container.", commands.disconnect("a"));
    assertEquals("The external client does not run in this container.", commands.reconnect("x"));
    assertEquals(
        "Neither the module registry nor the deployer runs in this container.",
        commands.retry(false, "m"));
    views.set(DevicesView.class);
    assertEquals("The module handler does not run in this container.", commands.send("a", "{}"));
  }

  private static Verdict toldTo(DeviceKey device, String command) {
    return command.startsWith("{") ? Verdict.ACCEPTED : Verdict.INVALID;
  }

  @Test
  void send() {
    assertEquals("The module handler does not run in this container.", commands.send("a", "{}"));
    views.set(
        CommandSink.class,
        (device, command) -> CompletableFuture.completedFuture(toldTo(device, command.toText())));
    assertEquals("Accepted: 1/0/a gets it with its next status.", commands.send("a", "{}"));
    assertEquals("The module refuses this command.", commands.send("a", "x"));
    views.set(
        CommandSink.class,
        (device, command) -> CompletableFuture.failedFuture(new IllegalStateException("no")));
    assertEquals("The command failed: no", commands.send("a", "{}"));
  }

  @Test
  void reconnect() {
    views.set(EndpointControl.class, name -> name.equals("cloud"));
    assertEquals(
        "Endpoint cloud connects again: see fleet:endpoints.", commands.reconnect("cloud"));
    assertEquals("There is no endpoint x: see fleet:endpoints.", commands.reconnect("x"));
  }

  @Test
  void retry() {
    views.set(Retry.class, (name, force) -> List.of());
    assertEquals("Nothing that is called m was set aside or refused.", commands.retry(false, "m"));
    views.set(
        Retry.class,
        (name, force) -> List.of("module 7 " + name + (force ? " forced" : " 1.0.0")),
        (name, force) -> List.of("jar m.jar"));
    assertEquals("Retried: jar m.jar, module 7 m 1.0.0.", commands.retry(false, "m"));
    assertEquals("Retried: jar m.jar, module 7 m forced.", commands.retry(true, "m"));
  }

  @Test
  void levelsGoByWhatALineBeginsWith() {
    Map<String, String> levels = new TreeMap<>();
    LogCommand log = new LogCommand(views);
    views.set(
        LogLevels.class,
        new LogLevels() {
          @Override
          public void setLevel(String name, Optional<String> level) {
            if (level.equals(Optional.of("LOUD"))) {
              throw new IllegalArgumentException("LOUD is no level");
            }
            level.ifPresentOrElse(value -> levels.put(name, value), () -> levels.remove(name));
          }

          @Override
          public void reset() {
            levels.clear();
          }

          @Override
          public Map<String, String> levels() {
            return levels;
          }
        });
    views.set(
        ModulesView.class,
        () -> List.of(new ModuleSnapshot(1, "m", "1.0.0", "*", ModulesView.State.SERVING, "")));
    assertEquals("All levels are as configured.", log.log(false));
    assertEquals("Device 1/0/a: TRACE", log.log(false, "trace", "a"));
    assertEquals("Module 1, m: DEBUG", log.log(false, "DEBUG", "1"));
    assertEquals("gateway: WARN", log.log(false, "warn"));
    assertEquals("LOUD is no level", log.log(false, "loud", "a"));
    assertEquals(
        Map.of("Device 1/0/a", "TRACE", "Module 1", "DEBUG", "m", "DEBUG", "gateway", "WARN"),
        levels);
    assertTrue(log.log(true).contains("\"level\" : \"TRACE\""), log.log(true));
    assertEquals(log.log(true), log.log(true, "warn"));
    log.log(false, "default", "m");
    assertEquals(Set.of("Device 1/0/a", "gateway"), levels.keySet());
    log.log(false, "default");
    assertEquals(Map.of(), levels);
  }

  @Test
  void whatFitsNoCommandIsAnsweredWithHowItIsUsed() {
    assertEquals(
        "Usage: fleet:send <role, or module/type/role> <the command, in single"
            + " quotes: '{\"lit_up\":true}'>",
        commands._main(false, "send", "a"));
    assertEquals(
        "Usage: fleet:device [--json] <role, or module/type/role>",
        new FleetCommands(views, "0.1.0")._main(true, "device"));
  }

  @Test
  void watchEndsWithAKeyOrWithItsTime() throws Exception {
    List<Long> pauses = new ArrayList<>();
    WatchCommand watch = new WatchCommand(views, "0.1.0", pauses::add);
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream console = new PrintStream(screen, true, StandardCharsets.UTF_8);
    watch.show(new ByteArrayInputStream(new byte[0]), console, 3);
    assertEquals(3000, pauses.stream().mapToLong(Long::longValue).sum());
    assertTrue(screen.toString(StandardCharsets.UTF_8).contains("1/0/a"));
    pauses.clear();
    watch.show(new ByteArrayInputStream(new byte[] {10}), console, Integer.MAX_VALUE);
    assertEquals(1, pauses.size());
  }
}
