package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.Mosquitto;
import gateway.api.view.EndpointView.Cause;
import gateway.api.view.EndpointView.LeftOut;
import gateway.external.base.EndpointSettings;
import gateway.external.base.FakeStages;
import gateway.external.base.Loop;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.link.MqttTransport;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.FakeDisk;
import gateway.external.undelivered.Store;
import gateway.simulator.server.ForwardedStatus;
import gateway.simulator.server.MqttServer;
import gateway.simulator.server.ServerListener;
import gateway.simulator.server.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real brokers with limits do (PROTOCOL section 4.9). */
@Timeout(120)
class RealLimitsTest {

  private final FakeStages stages = new FakeStages();
  private final BlockingQueue<ForwardedStatus> seen = new LinkedBlockingQueue<>();
  private final FakeDisk disk = new FakeDisk();

  @TempDir private Path folder;

  private final class Running implements AutoCloseable {
    final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    final MqttServer server;
    final Endpoint endpoint;

    Running(Mosquitto broker, Map<String, String> own) {
      stages.foldsToNothing = true;
      server =
          new MqttServer(
              new MqttServer.BrokerAddress("127.0.0.1", broker.port(), "co", "v1"),
              ServerSettings.DEFAULT,
              new ServerListener() {
                @Override
                public void statusForwarded(ForwardedStatus status) {
                  seen.add(status);
                }
              },
              state -> {});
      server.start();
      Settings settings = new Setup().settings();
      Store store =
          new Store(disk, "disk", settings.store().maxBytes(), executor, System::nanoTime);
      store.open();
      CloudTransport transport = new MqttTransport();
      endpoint =
          new Endpoint(
              new EndpointSettings(
                  "e",
                  CloudTransport.MQTT,
                  "127.0.0.1",
                  broker.port(),
                  ModuleNumbers.parse("*"),
                  "",
                  "",
                  Optional.empty(),
                  own),
              new Loop(executor, System::nanoTime),
              () -> "co/v1",
              module -> true,
              new Endpoint.Shared(
                  () -> settings,
                  stages,
                  store,
                  new Budget(settings.bounds().undeliveredMaxBytes()),
                  protocol -> transport,
                  () ->
                      Integer.toHexString(
                          ThreadLocalRandom.current().nextInt(0x10000000, 0x7FFFFFFF)),
                  () -> 1));
    }

    void status(String role, int length) {
      String text = "1".repeat(length);
      stages.alive(Bench.device(role), text);
      endpoint.forward(new StatusReport(Bench.device(role), Payload.ofText(text), false));
    }

    /** Devices go on until one of them has got through. */
    void awaitStatus(String role, int length) throws InterruptedException {
      while (true) {
        ForwardedStatus status = seen.take();
        if (status.device().role().equals(role) && status.data().size() == length) {
          return;
        }
      }
    }

    LeftOut awaitLeftOut() throws Exception {
      awaitLeftOut(1);
      return endpoint.snapshot().leftOut().get(0);
    }

    void awaitLeftOut(int count) throws Exception {
      while (endpoint.snapshot().leftOut().size() != count) {
        executor.schedule(() -> {}, 10, TimeUnit.MILLISECONDS).get();
      }
    }

    @Override
    public void close() {
      endpoint.stop().toCompletableFuture().join();
      executor.shutdownNow();
      server.close();
    }
  }

  private Mosquitto mosquitto(String limit) throws Exception {
    int port = Mosquitto.freePort();
    Path configuration = folder.resolve("mosquitto.conf");
    Files.write(
        configuration, List.of("listener " + port + " 127.0.0.1", "allow_anonymous true", limit));
    return Mosquitto.start(port, configuration);
  }

  @Test
  void whereTheBrokerClosesTheLinkTheOthersGoOn() throws Exception {
    try (Mosquitto broker = mosquitto("max_packet_size 20000");
        Running gateway = new Running(broker, Map.of())) {
      gateway.status("a", 100);
      gateway.awaitStatus("a", 100);
      gateway.status("big", 30_000);
      LeftOut left = gateway.awaitLeftOut();
      assertEquals("big", left.device().role());
      assertEquals(Cause.LINK_LOST, left.cause());
      assertTrue(left.bytes() > 30_000, left.toString());
      gateway.status("a", 101);
      gateway.awaitStatus("a", 101);
      gateway.status("big", 19_000);
      gateway.awaitStatus("big", 19_000);
      gateway.awaitLeftOut(0);
    }
  }

  @Test
  void whereTheBrokerDropsTheMessageTheSessionGoesOn() throws Exception {
    try (Mosquitto broker = mosquitto("message_size_limit 20000");
        Running gateway = new Running(broker, Map.of())) {
      gateway.status("a", 100);
      gateway.awaitStatus("a", 100);
      gateway.status("big", 200);
      gateway.awaitStatus("big", 200);
      gateway.status("big", 30_000);
      gateway.status("a", 101);
      gateway.awaitStatus("a", 101);
      LeftOut left = gateway.awaitLeftOut();
      assertEquals("big", left.device().role());
      assertEquals(Cause.NOT_ANSWERED, left.cause());
      assertEquals(0, gateway.endpoint.snapshot().counters().reconnects().get("SESSION_LOST"));
    }
  }

  @Test
  void whoKnowsTheLimitLosesNoLink() throws Exception {
    try (Mosquitto broker = mosquitto("max_packet_size 20000");
        Running gateway = new Running(broker, Map.of("max-message-bytes", "20000"))) {
      gateway.status("a", 100);
      gateway.awaitStatus("a", 100);
      gateway.status("big", 200);
      gateway.awaitStatus("big", 200);
      gateway.status("big", 30_000);
      assertEquals(Cause.TOO_LARGE, gateway.awaitLeftOut().cause());
      gateway.awaitStatus("big", 200); // it is withdrawn with what it sent before
      gateway.status("a", 101);
      gateway.awaitStatus("a", 101);
      assertEquals(0, gateway.endpoint.snapshot().counters().reconnects().get("SESSION_LOST"));
      gateway.status("big", 19_800);
      gateway.awaitStatus("big", 19_800);
    }
  }
}
