package gateway.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.test.Mosquitto;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.Status.DeviceState;
import gateway.protocol.internal.DeviceStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server over a real Mosquitto, against a gateway that sends by hand. */
class MqttServerTest implements ServerListener {

  private static final String SESSION = "abcDEF12";
  private static final Device DRIVING = Device.of(1, 1, "driving", "car7", 3);

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<ExternalServer> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
  private Mosquitto broker;
  private BrokerConnection gateway;
  private MqttServer server;

  @BeforeEach
  void connect() throws Exception {
    broker = Mosquitto.start();
    BrokerSettings settings =
        new BrokerSettings(
                new BrokerSettings.Broker("127.0.0.1", broker.port()),
                "gateway",
                new BrokerSettings.Timing(Duration.ofSeconds(15), Duration.ofSeconds(20)))
            .withSubscriptions(
                List.of("co/v1/external_server", "co/v1/external_server_disconnect"));
    gateway = BrokerConnection.open(settings, new GatewayListener());
    awaitEvent("gateway ready");
    server =
        new MqttServer(
            new MqttServer.BrokerAddress("127.0.0.1", broker.port(), "co", "v1"),
            ServerSettings.DEFAULT,
            this,
            events::add);
    server.start();
    awaitEvent("listening");
  }

  @AfterEach
  void disconnect() throws Exception {
    server.close();
    gateway.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    broker.close();
  }

  @Test
  void aSessionFromConnectToNotification() throws Exception {
    establish();
    send(status(2, DeviceState.RUNNING));
    assertEquals(2, next().getStatusResponse().getMessageCounter());
    server.command(DRIVING.key(), Payload.ofText("{\"b\":2}"));
    ExternalServer command = next();
    assertEquals("car7", command.getCommand().getDeviceCommand().getDevice().getDeviceName());
    send(response(command));
    awaitEvent("delivered {\"b\":2}");
    server.close();
    assertEquals("co/v1/external_server_disconnect", notifications.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void theBrokersAcknowledgementsKeepASessionOfManyStatusesAlive() throws Exception {
    establish();
    for (int counter = 2; counter < 502; counter++) {
      send(status(counter, DeviceState.RUNNING));
      assertEquals(counter, next().getStatusResponse().getMessageCounter());
    }
    assertTrue(events.stream().noneMatch(event -> event.startsWith("ended")));
  }

  private void establish() throws Exception {
    send(connectMessage());
    assertEquals(SESSION, next().getConnectResponse().getSessionId());
    send(status(1, DeviceState.CONNECTING));
    assertEquals(1, next().getStatusResponse().getMessageCounter());
    send(response(next()));
    awaitEvent("running");
  }

  private static ExternalClient connectMessage() {
    return ExternalClient.newBuilder()
        .setConnect(
            Connect.newBuilder()
                .setSessionId(SESSION)
                .setCompany("co")
                .setVehicleName("v1")
                .addDevices(Devices.toWire(DRIVING)))
        .build();
  }

  private static ExternalClient status(int counter, DeviceState state) {
    return ExternalClient.newBuilder()
        .setStatus(
            Status.newBuilder()
                .setSessionId(SESSION)
                .setDeviceState(state)
                .setMessageCounter(counter)
                .setDeviceStatus(
                    DeviceStatus.newBuilder()
                        .setDevice(Devices.toWire(DRIVING))
                        .setStatusData(ByteString.copyFromUtf8("{}"))))
        .build();
  }

  private static ExternalClient response(ExternalServer command) {
    return ExternalClient.newBuilder()
        .setCommandResponse(
            CommandResponse.newBuilder()
                .setSessionId(SESSION)
                .setMessageCounter(command.getCommand().getMessageCounter()))
        .build();
  }

  private void send(ExternalClient message) {
    gateway.publish("co/v1/module_gateway", message.toByteArray(), false);
  }

  private ExternalServer next() throws InterruptedException {
    ExternalServer answer = answers.poll(20, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer; events so far: " + events);
    }
    return answer;
  }

  private void awaitEvent(String wanted) throws InterruptedException {
    String event;
    do {
      event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("waited in vain for: " + wanted);
      }
    } while (!event.equals(wanted));
  }

  private final class GatewayListener implements BrokerConnection.Listener {

    @Override
    public void ready() {
      events.add("gateway ready");
    }

    @Override
    public void message(String topic, byte[] message) {
      try {
        if (topic.equals("co/v1/external_server")) {
          answers.add(ExternalServer.parseFrom(message));
        } else {
          notifications.add(topic);
        }
      } catch (InvalidProtocolBufferException e) {
        events.add(e.toString());
      }
    }

    @Override
    public void leftOut(String topic, long bytes) {
      events.add("left out " + topic);
    }

    @Override
    public void lost(String reason) {
      events.add("gateway lost: " + reason);
    }
  }

  @Override
  public void listening() {
    events.add("listening");
  }

  @Override
  public void sessionRunning(String sessionId) {
    events.add("running");
  }

  @Override
  public void sessionEnded(String reason, boolean notified) {
    events.add("ended: " + reason);
  }

  @Override
  public void commandDelivered(SentCommand command, CommandResponse.Type type) {
    events.add("delivered " + command.data().toText());
  }
}
