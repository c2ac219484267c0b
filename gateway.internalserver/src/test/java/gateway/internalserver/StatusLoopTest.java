package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.internalserver.ServerSettings.Bounds;
import gateway.internalserver.ServerSettings.Timing;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnect;
import gateway.protocol.internal.InternalClient;
import io.netty.channel.socket.SocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PROTOCOL section 2.5, row by row, and Appendix B.1 and B.3 to B.5. A bystander is connected all
 * the time and must never notice.
 */
class StatusLoopTest {

  private Harness harness;
  private TestDevice bystander;

  @BeforeEach
  void start() throws Exception {
    harness = new Harness();
    bystander = harness.device("bystander").connected();
    harness.event();
  }

  @AfterEach
  void stop() throws Exception {
    assertEquals("still here", bystander.status("still here"));
    bystander.close();
    harness.close();
  }

  private void restart(ServerSettings settings) throws Exception {
    harness.close();
    harness = new Harness(settings);
    bystander = harness.device("bystander").connected();
    harness.event();
  }

  private static ServerSettings impatient(Duration handshake, Duration frame) {
    Duration patience = Duration.ofSeconds(10);
    return Harness.settings(new Timing(handshake, frame, patience, patience), Harness.PORT);
  }

  @Test
  void anySegmentationGivesOneResponseAndACommandPerStatus() throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < 60; round++) {
      try (TestDevice device = harness.device("r" + round)) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(device.connectFrame());
        stream.writeBytes(device.statusFrame("one"));
        stream.writeBytes(device.statusFrame("two"));
        byte[] bytes = stream.toByteArray();
        int longest = round == 0 ? 1 : round == 1 ? bytes.length : 1 + random.nextInt(40);
        for (int at = 0; at < bytes.length; ) {
          int length = Math.min(bytes.length - at, longest == 1 ? 1 : 1 + random.nextInt(longest));
          device.send(Arrays.copyOfRange(bytes, at, at + length));
          at += length;
        }
        assertEquals(0, device.readConnectResponse());
        assertEquals("one", device.readCommand(device.device));
        assertEquals("two", device.readCommand(device.device));
      }
    }
  }

  @Test
  void connectAndStatusesInOneSegmentKeepTheirOrderWhileTheLaneIsBusy() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    harness
        .lanes
        .lane(7)
        .executor()
        .execute(
            () -> {
              busy.countDown();
              HandshakeTest.await(release);
            });
    busy.await();
    try (TestDevice device = harness.device("r")) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      stream.writeBytes(device.connectFrame());
      for (int i = 0; i < 50; i++) {
        stream.writeBytes(device.statusFrame("s" + i));
      }
      device.send(stream.toByteArray());
      release.countDown();
      assertEquals(0, device.readConnectResponse());
      for (int i = 0; i < 50; i++) {
        assertEquals("s" + i, device.readCommand(device.device));
      }
    }
  }

  @Test
  void fiftyDevicesInParallel() throws Exception {
    List<TestDevice> devices = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      devices.add(harness.device(7 + i % 2, 0, "r" + i, 0).connected());
    }
    for (int round = 0; round < 10; round++) {
      for (TestDevice device : devices) {
        device.send(device.statusFrame(device.device.getDeviceRole() + round));
      }
      for (TestDevice device : devices) {
        assertEquals(device.device.getDeviceRole() + round, device.readCommand(device.device));
      }
    }
    for (TestDevice device : devices) {
      device.close();
    }
  }

  private interface Offence {
    byte[] by(TestDevice device);
  }

  static Stream<Arguments> offences() {
    Random random = new Random(3);
    byte[] noise = new byte[500];
    random.nextBytes(noise);
    byte[] framedNoise = TestDevice.frame(noise);
    return Stream.of(
        offence("a frame of length 0", d -> new byte[4]),
        offence("a frame of 4 GiB", d -> new byte[] {-1, -1, -1, -1}),
        offence("a frame just over the limit", d -> new byte[] {1, 0, 16, 0}),
        offence("garbage of the announced length", d -> framedNoise),
        offence("a message without content", d -> TestDevice.frame(new byte[] {0x0a, 0})),
        offence("a second connect", TestDevice::connectFrame),
        offence(
            "a status of another device",
            d -> d.statusFrame(changed(d).setDeviceRole("other").build(), "x")),
        offence(
            "a status of a connected device",
            d -> d.statusFrame(changed(d).setDeviceRole("bystander").build(), "x")),
        offence(
            "a status of another type",
            d -> d.statusFrame(changed(d).setDeviceType(1).build(), "x")),
        offence(
            "a status of another module",
            d -> d.statusFrame(changed(d).setModuleValue(4711).build(), "x")),
        offence("another priority", d -> d.statusFrame(changed(d).setPriority(9).build(), "x")),
        offence("a status that the module refuses", d -> d.statusFrame("bad")));
  }

  private static Device.Builder changed(TestDevice device) {
    return device.device.toBuilder();
  }

  private static Arguments offence(String name, Offence offence) {
    return Arguments.of(name, offence);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("offences")
  void anOffenceClosesThatConnectionAndTheKeyIsFreeAtOnce(String name, Offence offence)
      throws Exception {
    try (TestDevice device = harness.device("r").connected();
        TestDevice again = harness.device("r")) {
      assertEquals("x", device.status("x"));
      device.send(offence.by(device));
      device.awaitClose();
      assertEquals(0, again.connect());
      assertEquals("y", again.status("y"));
    }
  }

  @ParameterizedTest(name = "first: {0}")
  @MethodSource("offences")
  void anythingButAConnectAsTheFirstFrameClosesTheConnection(String name, Offence offence)
      throws Exception {
    try (TestDevice device = harness.device("r")) {
      byte[] first = offence.by(device);
      if (!Arrays.equals(first, device.connectFrame())) {
        device.send(first);
        device.awaitClose();
      }
    }
    assertTrue(harness.events.isEmpty(), "the handler has heard nothing");
  }

  @Test
  void anotherNameIsAcceptedAndEchoed() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      Device renamed = changed(device).setDeviceName("renamed").build();
      device.send(device.statusFrame(renamed, "x"));
      assertEquals("x", device.readCommand(renamed));
      assertEquals("y", device.status("y"));
      assertEquals("connect 7/0/r (priority 0)", harness.event());
    }
  }

  @Test
  void anEmptyStatusGetsAnEmptyCommand() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      assertEquals("", device.status(""));
    }
  }

  @Test
  void aStatusThatIsNotAnsweredEndsInTimeAndTheLateAnswerIsDropped() throws Exception {
    restart(Harness.SECOND);
    try (TestDevice device = harness.device("r").connected();
        TestDevice again = harness.device("r")) {
      DeviceDownlink former = harness.links.get("r");
      device.send(device.statusFrame("mute"));
      device.awaitClose();
      assertEquals("connect 7/0/r (priority 0)", harness.event());
      assertEquals("mute 7/0/r (priority 0)", harness.event());
      assertEquals("DEADLINE 7/0/r (priority 0)", harness.event());
      assertEquals(0, again.connect());
      onLane(7, () -> former.command(Payload.ofText("late")));
      assertEquals("x", again.status("x"));
    }
  }

  /** PROTOCOL section 8.2, item 14: as many as there could be threads to wait in. */
  @Test
  void devicesWhoseAnswersAreAwaitedHoldUpNobody() throws Exception {
    List<TestDevice> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      TestDevice device = harness.device("waiting" + i).connected();
      device.send(device.statusFrame("mute"));
      waiting.add(device);
    }
    assertEquals("x", bystander.status("x"));
    try (TestDevice device = harness.device("r").connected()) {
      assertEquals("y", device.status("y"));
    }
    for (TestDevice device : waiting) {
      device.close();
    }
  }

  @Test
  void aLaneThatStallsIsNoticedFromOutside() throws Exception {
    restart(Harness.SECOND);
    CountDownLatch release = new CountDownLatch(1);
    try (TestDevice device = harness.device(8, 0, "r", 0).connected();
        TestDevice again = harness.device(8, 0, "r", 0)) {
      harness.onStatus = () -> HandshakeTest.await(release);
      device.send(device.statusFrame("x"));
      device.awaitClose();
      harness.onStatus = () -> {};
      release.countDown();
      assertEquals(0, again.connect());
    }
  }

  @Test
  void anAbandonedLaneCostsItsOwnDevicesAndLeavesNoDescriptorBehind() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<TestDevice> devices = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      devices.add(harness.device(8, 0, "r" + i, 0).connected());
    }
    CountDownLatch hung = new CountDownLatch(1);
    harness
        .lanes
        .lane(8)
        .executor()
        .execute(
            () -> {
              hung.countDown();
              HandshakeTest.await(release);
            });
    hung.await();
    long before = openSockets();
    harness.lanes.lane(8).abandon();
    for (TestDevice device : devices) {
      device.awaitClose();
      device.close();
    }
    long after = openSockets();
    assertTrue(
        after <= before - 2 * devices.size(), before + " sockets before, " + after + " after");
    try (TestDevice device = harness.device(8, 0, "r0", 0)) {
      assertEquals(0, device.connect(), "a fresh lane serves");
      assertEquals("x", device.status("x"));
    }
    release.countDown();
  }

  private static long openSockets() throws IOException {
    try (Stream<java.nio.file.Path> files =
        java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
      return files.filter(StatusLoopTest::isSocket).count();
    }
  }

  private static boolean isSocket(java.nio.file.Path descriptor) {
    try {
      return java.nio.file.Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  @Test
  void aClosedConnectionIsToldToTheHandler() throws Exception {
    harness.device("r").connected().close();
    assertEquals("connect 7/0/r (priority 0)", harness.event());
    assertEquals("CLIENT_CLOSED 7/0/r (priority 0)", harness.event());
    harness.device("r").connected().reset();
    assertEquals("connect 7/0/r (priority 0)", harness.event());
    assertEquals("CLIENT_CLOSED 7/0/r (priority 0)", harness.event());
  }

  @Test
  void endOfStreamWithinAFrameIsADisconnect() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      device.send(Arrays.copyOf(device.statusFrame("x"), 9));
      device.socket.shutdownOutput();
      device.awaitClose();
    }
    harness.event();
    assertEquals("CLIENT_CLOSED 7/0/r (priority 0)", harness.event());
  }

  /** PROTOCOL section 8.1, item 5. */
  @Test
  void whoGoesBeforeItsConnectIsForgotten() throws Exception {
    TestDevice silent = harness.device("silent");
    TestDevice half = harness.device("half");
    half.send(new byte[2]);
    try (TestDevice device = harness.device("r").connected()) { // they are accepted before
      silent.close();
      half.reset();
      for (int i = 0; i < 100_000 && harness.server.connections() > 2; i++) {
        assertEquals("x", device.status("x"));
      }
      assertEquals(2, harness.server.connections());
    }
  }

  /** PROTOCOL sections 1.3 and 2.2: the C++ client wants a frame in one piece. */
  @Test
  void socketsSendAtOnceAndAreKeptAlive() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      DeviceConnection connection = (DeviceConnection) harness.links.get("r");
      SocketChannel channel = (SocketChannel) connection.socket().channel();
      assertTrue(channel.config().isTcpNoDelay());
      assertTrue(channel.config().isKeepAlive());
      assertEquals("x", device.status("x"));
    }
  }

  @Test
  void silenceBeforeTheConnectEndsTheConnection() throws Exception {
    restart(impatient(Duration.ofSeconds(1), Duration.ofSeconds(10)));
    try (TestDevice silent = harness.device("r");
        TestDevice half = harness.device("r")) {
      half.send(new byte[2]);
      silent.awaitClose();
      half.awaitClose();
    }
  }

  @Test
  void aFrameThatIsNotCompletedEndsTheConnection() throws Exception {
    restart(impatient(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    try (TestDevice half = harness.device("half").connected();
        TestDevice header = harness.device("header").connected();
        TestDevice idle = harness.device("idle").connected()) {
      half.send(Arrays.copyOf(half.statusFrame("x"), 9));
      header.send(new byte[] {7, 0});
      half.awaitClose();
      header.awaitClose();
      assertEquals("x", idle.status("x"), "who has nothing begun may be silent");
    }
  }

  @Test
  void aDeviceThatNeverReadsIsClosedAndHoldsNoMoreThanItsBound() throws Exception {
    restart(impatient(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    try (TestDevice device = harness.device("r").connected()) {
      byte[] status = device.statusFrame("x".repeat(50_000));
      int sent = 0;
      try {
        while (sent < 10_000) {
          device.send(status);
          sent++;
        }
      } catch (IOException closed) {
        // the gateway stopped reading and closed in the end
      }
      assertTrue(sent < 10_000, "500 MB were taken from a device that reads nothing");
    }
  }

  @Test
  void silentSocketsBeyondTheCapMakeRoomForADevice() throws Exception {
    restart(
        new ServerSettings(
            List.of(Harness.PORT),
            new Bounds(1024 * 1024, 1024, 4096, 100),
            Harness.TIMING,
            Testing.OFF));
    List<TestDevice> silent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      silent.add(harness.device("silent"));
    }
    try (TestDevice device = harness.device("r")) {
      assertEquals(0, device.connect());
      assertEquals("x", device.status("x"));
      assertTrue(harness.server.connections() <= 100);
      silent.get(0).awaitClose();
    }
    for (TestDevice socket : silent) {
      socket.close();
    }
  }

  @Test
  void twoThousandSilentSocketsHarmNobody() throws Exception {
    List<TestDevice> silent = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      silent.add(harness.device("silent"));
    }
    try (TestDevice device = harness.device("r")) {
      assertEquals(0, device.connect());
      for (int i = 0; i < 100; i++) {
        assertEquals("x", device.status("x"));
      }
    }
    for (TestDevice socket : silent) {
      socket.close();
    }
  }

  @Test
  void eightDevicesLoopingOnInvalidStatusesDoNotHoldUpAGoodOne() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Void>> loops = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String role = "hostile" + i;
      loops.add(
          CompletableFuture.runAsync(
              () -> {
                while (!done.get()) {
                  try (TestDevice device = harness.device(role)) {
                    device.connect();
                    device.send(device.statusFrame("bad"));
                    device.awaitClose();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }
              },
              task -> new Thread(task).start()));
    }
    for (int i = 0; i < 500; i++) {
      assertEquals("good", bystander.status("good"));
    }
    done.set(true);
    for (CompletableFuture<Void> loop : loops) {
      loop.join();
    }
  }

  @Test
  void randomBytesNeverDoMoreThanCloseTheirConnection() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      try (TestDevice device = harness.device("r")) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        try {
          if (random.nextBoolean()) {
            device.connected();
          }
          device.send(noise);
        } catch (IOException closed) {
          // closed while it was still sending
        }
      }
    }
  }

  /**
   * PROTOCOL sections 2.5 and 2.6: both clients come back at once. The lane is kept busy from when
   * it looks for the key until the former connection has sent something and ended.
   */
  @Test
  void whoComesBackAtOnceIsNotRefusedThoughBytesLieBeforeTheEndOfTheFormerConnection()
      throws Exception {
    TestDevice former = harness.device("r").connected();
    NettyLane lane = harness.lanes.nettyLane(7);
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    harness.onFind =
        () -> {
          if (lane.inLane()) {
            harness.onFind = () -> {};
            lane.executor().execute(() -> keepBusy(looked, ended));
          }
        };
    try (TestDevice next = harness.device("r")) {
      next.send(next.connectFrame());
      looked.await();
      former.send(new byte[1]);
      former.close();
      ended.countDown();
      assertEquals(0, next.readConnectResponse());
    }
  }

  /** Until it is over, and for so long that what is to be done a millisecond later is due. */
  private static void keepBusy(CountDownLatch begun, CountDownLatch over) {
    begun.countDown();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long end = System.nanoTime() + 3_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void listensOnIpv6() throws Exception {
    restart(Harness.settings(Harness.TIMING, new DevicePort("::1", 0)));
    InetSocketAddress address = harness.server.addresses().get(0);
    try (TestDevice device = new TestDevice(address, 7, 0, "six", "name", 0)) {
      assertEquals(0, device.connect());
    }
  }

  @Test
  void stoppingSaysGoodbyeToEveryDevice() throws Exception {
    try (TestDevice device = harness.device("r").connected();
        TestDevice silent = harness.device("silent")) {
      harness.event();
      harness.server.stop();
      device.awaitClose();
      silent.awaitClose();
      assertTrue(harness.event().startsWith("SHUTDOWN"));
      assertTrue(harness.event().startsWith("SHUTDOWN"));
    }
    bystander.awaitClose();
    restart(Harness.SETTINGS);
  }

  /** PROTOCOL section 2.5, unsolicited commands: they are no answer, and no sign of life. */
  @Test
  void aPushedCommandDoesNotStopTheClockOfAnIncompleteFrame() throws Exception {
    restart(impatient(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    try (TestDevice device = harness.device("r").connected()) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      stream.writeBytes(device.statusFrame("x"));
      stream.writeBytes(Arrays.copyOf(device.statusFrame("y"), 9));
      device.send(stream.toByteArray());
      assertEquals("x", device.readCommand(device.device));
      onLane(7, () -> harness.links.get("r").command(Payload.ofText("pushed")));
      assertEquals("pushed", device.readCommand(device.device));
      device.awaitClose();
    }
  }

  @Test
  void pushedCommandsToADeviceThatDoesNotReadAreBounded() throws Exception {
    restart(impatient(Duration.ofSeconds(10), Duration.ofSeconds(60)));
    try (TestDevice device = harness.device("unread").connected()) {
      DeviceDownlink link = harness.links.get(device.device.getDeviceRole());
      Payload large = Payload.wrap(new byte[1024 * 1024]);
      DeviceConnection connection = (DeviceConnection) link;
      for (int i = 0; i < 64; i++) {
        onLane(7, () -> link.command(large));
      }
      long pending =
          CompletableFuture.supplyAsync(
                  () ->
                      connection
                          .socket()
                          .channel()
                          .unsafe()
                          .outboundBuffer()
                          .totalPendingWriteBytes(),
                  harness.lanes.lane(7).executor())
              .get();
      assertTrue(pending < 2L * large.size(), pending + " bytes wait for who does not read");
    }
  }

  private void onLane(int number, Runnable task) throws Exception {
    harness.lanes.lane(number).executor().submit(task).get();
  }

  /** While an answer is awaited, no more is read than what is needed to go on. */
  @Test
  void aFloodOfStatusesThatAreAnsweredLateIsNotReadAhead() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      int statuses = 40_000;
      byte[] status = device.statusFrame("later" + "x".repeat(1000));
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < statuses; i++) {
                    device.send(status);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              task -> new Thread(task).start());
      for (int i = 0; i < statuses; i++) {
        device.readCommand(device.device);
      }
      writer.join();
    }
  }

  @Test
  void aConnectMessageIsShort() throws Exception {
    Device huge = harness.device("r").device.toBuilder().setDeviceName("x".repeat(20_000)).build();
    try (TestDevice device = harness.device("r")) {
      device.send(
          TestDevice.frame(
              InternalClient.newBuilder()
                  .setDeviceConnect(DeviceConnect.newBuilder().setDevice(huge))
                  .build()
                  .toByteArray()));
      device.awaitClose();
    }
  }

  @Test
  void aConnectionWhoseLoopHasEndedIsForgotten() throws Exception {
    restart(Harness.SECOND);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch hung = new CountDownLatch(1);
    try (TestDevice device = harness.device(8, 0, "r", 0).connected()) {
      harness.onStatus =
          () -> {
            hung.countDown();
            HandshakeTest.await(release);
          };
      device.send(device.statusFrame("x"));
      hung.await();
      harness.onStatus = () -> {};
      endLoop(harness.lanes.nettyLane(8));
      device.awaitClose();
      for (int i = 0; i < 100_000 && harness.server.connections() > 1; i++) {
        assertEquals("waiting", bystander.status("waiting"));
      }
      assertEquals(1, harness.server.connections());
    } finally {
      release.countDown();
    }
  }

  @SuppressWarnings("deprecation") // what an abandoned lane does
  private static void endLoop(NettyLane lane) {
    lane.eventLoop().shutdown();
  }

  @Test
  void aModuleThatHangsDoesNotKeepTheAcceptLoopFromASignOfLife() throws Exception {
    CountDownLatch hung = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (TestDevice device = harness.device(8, 0, "r", 0).connected()) {
      harness.onStatus =
          () -> {
            hung.countDown();
            HandshakeTest.await(release);
          };
      device.send(device.statusFrame("x"));
      hung.await();
      harness.server.beat().toCompletableFuture().join();
    } finally {
      harness.onStatus = () -> {};
      release.countDown();
    }
  }
}
