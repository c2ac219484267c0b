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
  SERVER_STAGE_KILL(true, "the internal server is killed, and started again"),
  SERVER_STAGE_STOP(true, "the internal server is stopped, and started again"),
  HANDLER_KILL(true, "the module handler is killed, and started again"),
  HANDLER_STOP(true, "the module handler is stopped, and started again"),
  CLIENT_KILL(true, "the external client is killed, and started again"),
  CLIENT_STOP(true, "the external client is stopped, and started again"),
  BETWEEN_KILL(true, "the broker between the stages is killed, and started again");

  /** Those of a gateway in one process. */
  static final List<FaultKind> TOGETHER = Stream.of(values()).filter(kind -> !kind.apart).toList();

  private final boolean apart;
  private final String meaning;

  FaultKind(String meaning) {
    this(false, meaning);
  }

  FaultKind(boolean apart, String meaning) {
    this.apart = apart;
    this.meaning = meaning;
  }

  /** Says what it is, for people. */
  String meaning() {
    return apart ? "apart: " + meaning : meaning;
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
