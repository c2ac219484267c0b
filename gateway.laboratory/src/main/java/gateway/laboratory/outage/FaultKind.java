package gateway.laboratory.outage;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The faults that the laboratory knows. */
enum FaultKind {
  BROKER_KILL("the broker is killed, and started again"),
  SERVER_KILL("the External Server is killed, and started again"),
  SERVER_STOP("the External Server stops with its notification, and starts again"),
  SERVER_LATE("the External Server answers everything late"),
  SERVER_REFUSES("the External Server does not know some devices"),
  LINK_CUT("the link to the broker is cut"),
  BLACK_HOLE("the link to the broker swallows everything"),
  LATENCY("the link to the broker has a long latency"),
  SLOW_LINK("the link to the broker carries 1 kB/s"),
  GATEWAY_KILL("the gateway is killed, and started again"),
  GATEWAY_STOP("the gateway is stopped in an orderly way, and started again"),
  COMMIT_KILL("the gateway is killed while it writes its store"),
  STORE_TRUNCATED("the store is cut short while the gateway is down"),
  STORE_CORRUPTED("a part of the store is overwritten while the gateway is down"),
  DISK_FULL("the gateway's disk is full for a while"),
  DISK_REFUSES("the gateway's disk takes no write for a while"),
  TWO_AT_ONCE("two of the others overlap"),
  PACKET_LIMIT(
      "the broker closes the link at a packet above its limit, which a device's status is"),
  MESSAGE_LIMIT("the broker drops a message above its limit, which a device's status is"),
  ERROR_LIMIT("the broker closes the link at a packet above its limit, as error messages are"),
  NO_PUBLISH_RIGHT("the broker drops whatever the gateway publishes: it lacks the right"),
  SAME_CLIENT_ID("another client uses the client id of the vehicle, and always comes back"),
  GIANT_MESSAGE("a retained message of 40 or 90 MB waits on the vehicle's topic"),
  MESSAGE_FLOOD("79,000 messages without meaning come on the vehicle's topic"),
  BAD_PACKETS("the broker sends what is not MQTT"),
  SILENT_READER(Stages.TOGETHER, "nobody reads what the gateway prints"),
  NO_THREADS(Stages.TOGETHER, "the system refuses the gateway any further thread"),
  NO_FILES(Stages.TOGETHER, "the system refuses the gateway any further file or socket"),
  MANY_LONG_ROLES(Stages.TOGETHER, "2,700 devices with long roles come"),
  LARGE_STATUSES(Stages.TOGETHER, "60 devices with statuses of 1 MB come"),
  SERVER_STAGE_KILL(Stages.APART, "the internal server is killed, and started again"),
  SERVER_STAGE_STOP(Stages.APART, "the internal server is stopped, and started again"),
  HANDLER_KILL(Stages.APART, "the module handler is killed, and started again"),
  HANDLER_STOP(Stages.APART, "the module handler is stopped, and started again"),
  CLIENT_KILL(Stages.APART, "the external client is killed, and started again"),
  CLIENT_STOP(Stages.APART, "the external client is stopped, and started again"),
  BETWEEN_KILL(Stages.APART, "the broker between the stages is killed, and started again");

  /** Of which gateway it is a fault. */
  private enum Stages {
    TOGETHER,
    APART,
    EITHER
  }

  private final Stages stages;
  private final String meaning;

  FaultKind(String meaning) {
    this(Stages.EITHER, meaning);
  }

  FaultKind(Stages stages, String meaning) {
    this.stages = stages;
    this.meaning = meaning;
  }

  /** Returns those of a gateway in one process, or of one whose stages are apart. */
  static List<FaultKind> all(boolean apart) {
    Stages other = apart ? Stages.TOGETHER : Stages.APART;
    return Stream.of(values()).filter(kind -> kind.stages != other).toList();
  }

  /** Says what it is, for people. */
  String meaning() {
    return stages == Stages.APART ? "apart: " + meaning : meaning;
  }

  /**
   * Tells whether it asks for more than the gateway or its broker has: afterwards the gateway must
   * be healthy, and stop when it is asked to.
   */
  boolean exhausts() {
    return compareTo(PACKET_LIMIT) >= 0 && compareTo(LARGE_STATUSES) <= 0;
  }

  /** Tells whether the gateway dies of it without a chance to store anything. */
  boolean kills() {
    return this == HANDLER_KILL
        || this == GATEWAY_KILL
        || this == COMMIT_KILL
        || this == STORE_TRUNCATED
        || this == STORE_CORRUPTED
        || this == DISK_FULL
        || this == DISK_REFUSES
        || this == TWO_AT_ONCE;
  }

  boolean damagesStore() {
    return this == STORE_TRUNCATED || this == STORE_CORRUPTED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
