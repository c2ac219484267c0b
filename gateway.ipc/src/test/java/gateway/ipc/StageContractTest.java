package gateway.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDirectory.LiveDevice;
import gateway.ipc.Transport.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contracts between the stages: a stage cannot tell where its neighbour is. */
class StageContractTest {

  private Stages stages;

  @AfterEach
  void close() throws Exception {
    stages.close();
  }

  private FakeDevice connect(String role) throws Exception {
    FakeDevice[] device = new FakeDevice[1];
    stages.onLane(() -> device[0] = new FakeDevice(role, stages.handler()));
    return device[0];
  }

  private void speak(FakeDevice device, String text) throws Exception {
    stages.onLane(() -> device.status(text));
  }

  private void gets(FakeDevice device, String... texts) {
    stages.await(() -> device.got.size() >= texts.length);
    assertEquals(List.of(texts), device.next());
  }

  private void cloudGets(String... texts) {
    stages.await(() -> stages.cloud().taken.size() >= texts.length);
    assertEquals(List.of(texts), stages.cloud().next());
  }

  private Verdict verdict(FakeDevice device, String text) {
    CompletableFuture<Verdict> verdict =
        stages.commands().command(device.device.key(), Payload.ofText(text));
    stages.await(verdict::isDone);
    return verdict.join();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void eachStatusIsAnsweredOnceAndForwardedInOrder(Transport transport) throws Exception {
    stages = transport.open();
    FakeDevice device = connect("a");
    List<String> answers = new ArrayList<>();
    List<String> forwarded = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      speak(device, "s" + i);
      stages.await(() -> !device.got.isEmpty());
      answers.addAll(device.next());
      forwarded.add("a s" + i);
    }
    assertEquals(200, answers.size());
    assertEquals("first:s199", answers.get(199));
    cloudGets(forwarded.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEmptyStatusAndALargeOneAreStatusesToo(Transport transport) throws Exception {
    stages = transport.open();
    FakeDevice device = connect("role / + #");
    speak(device, "");
    gets(device, "first:");
    String large = "x".repeat(1_000_000);
    speak(device, large);
    gets(device, "first:" + large);
    cloudGets("role / + # ", "role / + # " + large);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aStatusThatIsRefusedEndsItsConnection(Transport transport) throws Exception {
    stages = transport.open();
    FakeDevice device = connect("a");
    FakeDevice other = connect("b");
    speak(device, "s0");
    gets(device, "first:s0");
    speak(device, "bad");
    gets(device, "status refused by the module");
    speak(other, "t0");
    gets(other, "first:t0");
    cloudGets("a s0", "a s0 last", "b t0");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aConnectionThatFollowsAtOnceIsANewOne(Transport transport) throws Exception {
    stages = transport.open();
    FakeDevice device = connect("a");
    speak(device, "s0");
    gets(device, "first:s0");
    FakeDevice[] again = new FakeDevice[1];
    stages.onLane(
        () -> {
          device.leave();
          again[0] = new FakeDevice("a", stages.handler());
          again[0].status("t0");
        });
    gets(again[0], "first:t0");
    cloudGets("a s0", "a s0 last", "a t0");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void commandsAreJudgedAndReachTheirDeviceInOrder(Transport transport) throws Exception {
    stages = transport.open();
    FakeDevice device = connect("a");
    FakeDevice other = connect("b");
    assertEquals(Verdict.DEVICE_NOT_CONNECTED, verdict(device, "go"));
    speak(device, "s0");
    speak(other, "s0");
    gets(device, "first:s0");
    gets(other, "first:s0");
    assertEquals(Verdict.INVALID, verdict(device, "bad"));
    assertEquals(Verdict.ACCEPTED, verdict(device, ""));
    for (String text : List.of("1", "2", "3", "4", "5")) {
      assertEquals(Verdict.ACCEPTED, verdict(device, text));
    }
    for (String text : List.of("3", "4", "5", "5")) {
      speak(device, "s1");
      gets(device, text + ":s1");
    }
    speak(other, "s1");
    gets(other, "first:s1");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theDirectoryListsWhoHasSpokenAndIsThere(Transport transport) throws Exception {
    stages = transport.open();
    connect("silent");
    FakeDevice device = connect("a");
    speak(device, "s0");
    gets(device, "first:s0");
    CompletableFuture<List<LiveDevice>> live =
        stages.directory().liveDevices().toCompletableFuture();
    stages.await(live::isDone);
    assertEquals(1, live.join().size());
    assertEquals(device.device, live.join().get(0).device());
    assertEquals("s0", live.join().get(0).currentStatus().toText());
    assertTrue(stages.cloud().next().contains("a s0"));
  }
}
