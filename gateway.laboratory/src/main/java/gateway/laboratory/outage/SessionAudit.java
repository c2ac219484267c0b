package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.protocol.external.Command;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the messages of the gateway in one session against PROTOCOL sections 4.3 to 4.9, with the
 * knowledge that the gateway has at that moment.
 */
final class SessionAudit {

  /** A session has reached a phase, for the how many-th time where that can be. */
  record Reached(SessionPhase phase, int step) {}

  private static final int MAX_CONNECT = 10;

  /** Module of what only fills a gap in the counters (PROTOCOL section 4.9). */
  private static final int FILLER = 0;

  private final AuditBook book;
  private final Set<DeviceKey> listed = new LinkedHashSet<>();
  private final Set<DeviceKey> sent = new HashSet<>();
  private final Set<DeviceKey> known = new LinkedHashSet<>();
  private final Map<Integer, DeviceKey> commands = new HashMap<>();
  private final UnansweredStatuses unanswered;
  private String id = "";
  private boolean accepted;
  private int acceptedDevices;
  private int responses;
  private boolean established;
  private boolean over;
  private int counter;
  private int lastResponse = -1;
  private long settled;

  SessionAudit(AuditBook book) {
    this.book = book;
    unanswered = new UnansweredStatuses(book);
  }

  /** Returns the devices that the External Server knows in this session. */
  synchronized Set<DeviceKey> known() {
    return Set.copyOf(known);
  }

  synchronized boolean isEstablished() {
    return established && !over;
  }

  synchronized List<Reached> fromGateway(ExternalClient message, int packetId) {
    unanswered.publishing();
    return switch (message.getMessageTypeCase()) {
      case CONNECT -> connect(message.getConnect());
      case STATUS -> status(message.getStatus());
      case COMMANDRESPONSE -> response(message.getCommandResponse(), packetId);
      default -> {
        violation("publishes a message without content");
        yield List.of();
      }
    };
  }

  private List<Reached> connect(Connect connect) {
    List<DeviceKey> devices = connect.getDevicesList().stream().map(AuditBook::key).toList();
    log("Connect " + connect.getSessionId() + " " + devices.stream().map(Guests::name).toList());
    if (!id.isEmpty()) {
      violation("sends a second Connect");
    }
    id = connect.getSessionId();
    if (!id.matches("[0-9a-zA-Z]{8}") || !book.isNew(id)) {
      violation("uses the session id " + id + (id.length() == 8 ? " again" : ""));
    }
    if (!connect.getCompany().equals(book.company)
        || !connect.getVehicleName().equals(book.vehicle)) {
      violation("connects as " + connect.getCompany() + '/' + connect.getVehicleName());
    }
    listed.addAll(devices);
    if (devices.isEmpty() || devices.size() > MAX_CONNECT || listed.size() < devices.size()) {
      violation("lists " + devices + " in Connect");
    }
    if (!devices.stream().sorted().toList().equals(devices)) {
      violation("lists devices out of order: " + devices);
    }
    book.connect();
    return List.of(new Reached(SessionPhase.CONNECT, 1));
  }

  private List<Reached> status(Status status) {
    DeviceKey device = AuditBook.key(status.getDeviceStatus().getDevice());
    DeviceState state = status.getDeviceState();
    String data = status.getDeviceStatus().getStatusData().toStringUtf8();
    int number = StatusKind.number(data).orElse(0);
    String name = Guests.name(device);
    log(
        state
            + " "
            + name
            + " "
            + number
            + " counter "
            + status.getMessageCounter()
            + (status.hasErrorMessage()
                ? " error " + status.getErrorMessage().toStringUtf8()
                : ""));
    String what = state + " of " + name;
    if (device.module() == FILLER) {
      if (state != DeviceState.RUNNING || status.getMessageCounter() > counter) {
        violation("sends " + what + ", which fills no gap");
      }
      unanswered.fill(status.getMessageCounter());
      return List.of();
    }
    if (!status.getSessionId().equals(id) || status.getMessageCounter() != ++counter) {
      violation("sends " + what + " with a wrong session id or counter");
      counter = status.getMessageCounter();
    }
    if (number == 0 && !Guests.isGuest(device)) {
      violation("sends " + what + " with a status that was never sent: " + data);
    }
    List<Reached> reached = new ArrayList<>();
    if (established) {
      running(device, state, what);
      if (state == DeviceState.DISCONNECT) {
        reached.add(new Reached(SessionPhase.DISCONNECT, 1));
      }
    } else {
      first(device, state, what);
      reached.add(new Reached(SessionPhase.STATUSES, sent.size()));
    }
    unanswered.add(new SentStatus(counter, device, state, number, System.nanoTime()));
    return reached;
  }

  private void first(DeviceKey device, DeviceState state, String what) {
    if (!accepted) {
      violation("sends " + what + " before ConnectResponse");
    }
    if (state != DeviceState.CONNECTING || !listed.contains(device) || !sent.add(device)) {
      violation("sends " + what + " in the connect sequence");
    }
    if (unanswered.isAwaited()) {
      violation("sends " + what + " while the status before it has no answer");
    }
  }

  private void running(DeviceKey device, DeviceState state, String what) {
    if (settled == 0 || System.nanoTime() - settled < LabTimes.nanos(LabTimes.SETTLE_TIME)) {
      violation("sends " + what + " within the settle time");
    }
    if (over) {
      violation("sends " + what + " after the last device has left");
    }
    boolean member = known.contains(device) || unanswered.isIntroduced(device);
    switch (state) {
      case CONNECTING -> {
        if (member) {
          violation("sends " + what + ", which the server knows");
        }
        unanswered.checkConnectingWindow(what);
      }
      case RUNNING, DISCONNECT -> {
        if (!known.contains(device)) {
          violation("sends " + what + ", which the server does not know");
        }
        if (state == DeviceState.DISCONNECT) {
          known.remove(device);
          over = known.isEmpty() && !unanswered.hasIntroduced();
        }
      }
      default -> violation("sends " + what);
    }
    unanswered.checkWindow(what);
  }

  private List<Reached> response(CommandResponse response, int packetId) {
    log("CommandResponse " + response.getMessageCounter() + " " + response.getType());
    DeviceKey device = commands.remove(response.getMessageCounter());
    if (device == null || !response.getSessionId().equals(id)) {
      violation("answers the command " + response.getMessageCounter() + ", which it has not got");
      return List.of();
    }
    if (established) {
      if (response.getType() == CommandResponse.Type.DEVICE_NOT_CONNECTED) {
        known.remove(device);
      }
      return List.of();
    }
    responses++;
    List<Reached> reached = new ArrayList<>();
    reached.add(new Reached(SessionPhase.COMMANDS, responses));
    if (responses == acceptedDevices) {
      established = true;
      lastResponse = packetId;
      unanswered.sequenceSucceeded();
      log("established");
      reached.add(new Reached(SessionPhase.ESTABLISHED, 1));
    }
    return reached;
  }

  /** The broker acknowledges a packet; with the last first response the settle time begins. */
  synchronized void published(int packetId) {
    if (packetId == lastResponse && settled == 0) {
      settled = System.nanoTime();
    }
  }

  synchronized void toGateway(ExternalServer message) {
    switch (message.getMessageTypeCase()) {
      case CONNECTRESPONSE -> {
        if (message.getConnectResponse().getSessionId().equals(id)) {
          log("ConnectResponse " + message.getConnectResponse().getType());
          accepted = true;
        }
      }
      case STATUSRESPONSE -> {
        if (message.getStatusResponse().getSessionId().equals(id)) {
          answered(message.getStatusResponse().getMessageCounter());
        }
      }
      case COMMAND -> {
        if (message.getCommand().getSessionId().equals(id)) {
          command(message.getCommand());
        }
      }
      default -> {}
    }
  }

  private void answered(int answered) {
    unanswered
        .answered(answered, established)
        .filter(status -> status.state() == DeviceState.CONNECTING)
        .ifPresent(
            status -> {
              known.add(status.device());
              if (!established) {
                acceptedDevices++;
              }
            });
  }

  private void command(Command command) {
    DeviceKey device = AuditBook.key(command.getDeviceCommand().getDevice());
    log("Command " + command.getMessageCounter() + " for " + Guests.name(device));
    commands.put(command.getMessageCounter(), device);
  }

  private void log(String what) {
    book.log.note("session", what);
  }

  private void violation(String what) {
    book.findings.violation("the gateway " + what + " (session " + id + ")");
  }

  /** A status as the gateway has sent it. */
  record SentStatus(int counter, DeviceKey device, DeviceState state, int number, long sentAt) {}
}
