package gateway.laboratory.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import gateway.protocol.external.Command;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.Status.DeviceState;
import gateway.protocol.external.StatusResponse;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceCommand;
import gateway.protocol.internal.DeviceStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionAuditTest {

  private static final String SESSION = "abcDEF12";
  private static final Device DRIVING = device(1, "driving");
  private static final Device BUTTON = device(2, "button");

  @TempDir private Path folder;

  private final List<String> violations = new ArrayList<>();
  private LabLog log;
  private SessionAudit audit;
  private int counter;

  @BeforeEach
  void begin() throws Exception {
    log = new LabLog(folder.resolve("lab.log"));
    audit =
        new SessionAudit(
            new AuditBook(
                "co",
                "v1",
                violations::add,
                new Ledger(violations::add),
                new PhaseTrigger(),
                since -> 0,
                log));
  }

  @AfterEach
  void end() {
    log.close();
  }

  private static Device device(int module, String role) {
    return Device.newBuilder().setModuleValue(module).setDeviceRole(role).build();
  }

  private List<SessionAudit.Reached> connect(Device... devices) {
    Connect.Builder connect =
        Connect.newBuilder().setSessionId(SESSION).setCompany("co").setVehicleName("v1");
    connect.addAllDevices(List.of(devices));
    List<SessionAudit.Reached> reached =
        audit.fromGateway(ExternalClient.newBuilder().setConnect(connect).build(), 1);
    audit.toGateway(
        ExternalServer.newBuilder()
            .setConnectResponse(ConnectResponse.newBuilder().setSessionId(SESSION))
            .build());
    return reached;
  }

  private List<SessionAudit.Reached> status(Device device, DeviceState state) {
    return status(device, state, ++counter);
  }

  private List<SessionAudit.Reached> status(Device device, DeviceState state, int number) {
    return audit.fromGateway(
        ExternalClient.newBuilder()
            .setStatus(
                Status.newBuilder()
                    .setSessionId(SESSION)
                    .setDeviceState(state)
                    .setMessageCounter(number)
                    .setDeviceStatus(
                        DeviceStatus.newBuilder()
                            .setDevice(device)
                            .setStatusData(
                                ByteString.copyFromUtf8(StatusKind.BUTTON.status(number)))))
            .build(),
        2);
  }

  private void answer() {
    audit.toGateway(
        ExternalServer.newBuilder()
            .setStatusResponse(
                StatusResponse.newBuilder().setSessionId(SESSION).setMessageCounter(counter))
            .build());
  }

  private void command(int number, Device device) {
    audit.toGateway(
        ExternalServer.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setSessionId(SESSION)
                    .setMessageCounter(number)
                    .setDeviceCommand(DeviceCommand.newBuilder().setDevice(device)))
            .build());
  }

  private List<SessionAudit.Reached> respond(int number) {
    return audit.fromGateway(
        ExternalClient.newBuilder()
            .setCommandResponse(
                CommandResponse.newBuilder().setSessionId(SESSION).setMessageCounter(number))
            .build(),
        7);
  }

  /** Runs a connect sequence of one device to its end. */
  private void establish() {
    connect(DRIVING);
    status(DRIVING, DeviceState.CONNECTING);
    answer();
    command(0, DRIVING);
    respond(0);
  }

  private void assertViolation(String part) {
    assertTrue(violations.stream().anyMatch(v -> v.contains(part)), violations.toString());
  }

  @Test
  void aProperSequenceReachesItsPhases() {
    assertEquals(SessionPhase.CONNECT, connect(DRIVING, BUTTON).get(0).phase());
    assertEquals(1, status(DRIVING, DeviceState.CONNECTING).get(0).step());
    answer();
    assertEquals(
        List.of(new SessionAudit.Reached(SessionPhase.STATUSES, 2)),
        status(BUTTON, DeviceState.CONNECTING));
    answer();
    command(0, DRIVING);
    command(1, BUTTON);
    assertEquals(List.of(new SessionAudit.Reached(SessionPhase.COMMANDS, 1)), respond(1));
    assertEquals(SessionPhase.ESTABLISHED, respond(0).get(1).phase());
    assertTrue(audit.isEstablished());
    assertEquals(2, audit.known().size());
    assertEquals(List.of(), violations);
  }

  @Test
  void findsTwoFirstStatusesAtOnce() {
    connect(DRIVING, BUTTON);
    status(DRIVING, DeviceState.CONNECTING);
    status(BUTTON, DeviceState.CONNECTING);
    assertViolation("while the status before it has no answer");
  }

  @Test
  void findsAStatusWithinTheSettleTime() {
    establish();
    status(DRIVING, DeviceState.RUNNING);
    assertViolation("within the settle time");
  }

  @Test
  void findsAStatusOfADeviceThatTheServerDoesNotKnow() {
    establish();
    status(BUTTON, DeviceState.RUNNING);
    assertViolation("which the server does not know");
  }

  @Test
  void findsAnIntroductionOfADeviceThatTheServerKnows() {
    establish();
    status(DRIVING, DeviceState.CONNECTING);
    assertViolation("which the server knows");
  }

  @Test
  void findsAStatusAfterTheLastDeviceHasLeft() {
    establish();
    status(DRIVING, DeviceState.DISCONNECT);
    status(BUTTON, DeviceState.CONNECTING);
    assertViolation("after the last device has left");
  }

  @Test
  void findsAGapOfTheCounter() {
    establish();
    status(DRIVING, DeviceState.RUNNING, counter + 2);
    assertViolation("wrong session id or counter");
  }

  @Test
  void aStatusWithoutAnAnswerMayBeReplacedAndNoOtherOne() {
    Device nobody = device(0, "none");
    establish();
    status(DRIVING, DeviceState.RUNNING);
    status(nobody, DeviceState.RUNNING, counter);
    assertTrue(violations.stream().noneMatch(v -> v.contains("fills no gap")));
    status(nobody, DeviceState.RUNNING, counter + 1);
    assertViolation("fills no gap");
  }

  @Test
  void findsMoreStatusesThanTheWindowAllows() {
    establish();
    for (int i = 0; i < 10; i++) {
      status(DRIVING, DeviceState.RUNNING);
    }
    assertTrue(violations.stream().noneMatch(v -> v.contains("have no answer")));
    status(DRIVING, DeviceState.RUNNING);
    assertViolation("while 10 statuses have no answer");
  }

  @Test
  void findsADeviceThatIsListedTwice() {
    connect(DRIVING, DRIVING);
    assertViolation("in Connect");
  }

  @Test
  void findsAResponseToACommandThatWasNeverGiven() {
    establish();
    respond(5);
    assertViolation("which it has not got");
  }
}
