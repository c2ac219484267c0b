package gateway.laboratory.outage;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes the fault of a round. */
final class Faults {

  private static final int MAX_APART = 600;

  /** Pairs of which neither undoes the other. */
  private static final List<List<FaultKind>> OVERLAPPING =
      List.of(
          List.of(FaultKind.BROKER_KILL, FaultKind.SERVER_KILL),
          List.of(FaultKind.BROKER_KILL, FaultKind.GATEWAY_KILL),
          List.of(FaultKind.BROKER_KILL, FaultKind.GATEWAY_STOP),
          List.of(FaultKind.BROKER_KILL, FaultKind.BLACK_HOLE),
          List.of(FaultKind.SERVER_KILL, FaultKind.LINK_CUT),
          List.of(FaultKind.SERVER_KILL, FaultKind.GATEWAY_KILL),
          List.of(FaultKind.SERVER_STOP, FaultKind.GATEWAY_STOP),
          List.of(FaultKind.SERVER_STOP, FaultKind.LATENCY),
          List.of(FaultKind.SERVER_LATE, FaultKind.LINK_CUT),
          List.of(FaultKind.SERVER_LATE, FaultKind.GATEWAY_KILL),
          List.of(FaultKind.LINK_CUT, FaultKind.GATEWAY_KILL),
          List.of(FaultKind.LINK_CUT, FaultKind.GATEWAY_STOP),
          List.of(FaultKind.BLACK_HOLE, FaultKind.GATEWAY_STOP),
          List.of(FaultKind.BLACK_HOLE, FaultKind.SERVER_STOP),
          List.of(FaultKind.SLOW_LINK, FaultKind.GATEWAY_KILL),
          List.of(FaultKind.SLOW_LINK, FaultKind.SERVER_KILL));

  private final TestRig rig;
  private final DataPlace usual;
  private final Optional<SmallDisk> disk;
  private final Optional<DataPlace> other;

  /**
   * Makes the maker.
   *
   * @param usual where the gateway keeps its data in all other rounds
   * @param disk empty if there is none to be filled
   * @param other where another user runs the gateway, whose threads are limited; empty if none can
   */
  Faults(TestRig rig, DataPlace usual, Optional<SmallDisk> disk, Optional<DataPlace> other) {
    this.rig = rig;
    this.usual = usual;
    this.disk = disk;
    this.other = other;
  }

  /** Returns why this fault cannot be tried here. */
  Optional<String> missing(FaultKind kind) {
    if (kind == FaultKind.DISK_FULL && disk.isEmpty()) {
      return Optional.of("no private mount namespace is permitted here (unshare, tmpfs)");
    }
    boolean limits =
        kind == FaultKind.DISK_REFUSES
            || kind == FaultKind.NO_FILES
            || kind == FaultKind.NO_THREADS;
    if (limits && !ProcessLimit.isPossible()) {
      return Optional.of("there is no prlimit here (Debian: apt install util-linux)");
    }
    if (kind == FaultKind.NO_THREADS && other.isEmpty()) {
      return Optional.of("root has no such limit, and no other user can read the distribution");
    }
    return Optional.empty();
  }

  /** Makes a fault. */
  Fault make(RoundPlan plan) {
    Random random = new Random(plan.seed());
    if (plan.fault() != FaultKind.TWO_AT_ONCE) {
      return make(plan.fault(), random);
    }
    List<FaultKind> pair = OVERLAPPING.get(random.nextInt(OVERLAPPING.size()));
    int first = random.nextInt(2);
    rig.log().note("round", "first " + pair.get(first) + ", then " + pair.get(1 - first));
    return new TwoFaults(
        make(pair.get(first), random),
        make(pair.get(1 - first), random),
        random.nextBoolean(),
        random.nextInt(MAX_APART));
  }

  private Fault make(FaultKind kind, Random random) {
    return switch (kind) {
      case BROKER_KILL -> LinkFault.brokerKill(rig);
      case SERVER_KILL -> CloudFault.kill(rig);
      case SERVER_STOP -> CloudFault.stop(rig);
      case SERVER_LATE -> CloudFault.late(rig, random);
      case SERVER_REFUSES -> CloudFault.refuses(rig, random);
      case LINK_CUT -> LinkFault.cut(rig);
      case BLACK_HOLE -> LinkFault.blackHole(rig, random);
      case LATENCY -> LinkFault.latency(rig, random);
      case SLOW_LINK -> LinkFault.slow(rig);
      case GATEWAY_KILL -> GatewayFault.kill(rig);
      case GATEWAY_STOP -> GatewayFault.stop(rig);
      case COMMIT_KILL -> GatewayFault.commitKill(rig);
      case STORE_TRUNCATED -> GatewayFault.damage(rig, random, true);
      case STORE_CORRUPTED -> GatewayFault.damage(rig, random, false);
      case DISK_FULL -> new DiskFull(rig, disk.orElseThrow(), usual, random);
      case SERVER_STAGE_KILL -> StageFault.kill(rig, GatewayProcess.INTERNAL_SERVER);
      case SERVER_STAGE_STOP -> StageFault.stop(rig, GatewayProcess.INTERNAL_SERVER);
      case HANDLER_KILL -> StageFault.kill(rig, GatewayProcess.MODULE_HANDLER);
      case HANDLER_STOP -> StageFault.stop(rig, GatewayProcess.MODULE_HANDLER);
      case CLIENT_KILL -> StageFault.kill(rig, GatewayProcess.EXTERNAL_CLIENT);
      case CLIENT_STOP -> StageFault.stop(rig, GatewayProcess.EXTERNAL_CLIENT);
      case BETWEEN_KILL -> StageFault.brokerKill(rig);
      case DISK_REFUSES -> new DiskRefuses(rig, random);
      case PACKET_LIMIT -> new LargeStatus(rig, random, "max_packet_size");
      case MESSAGE_LIMIT -> new LargeStatus(rig, random, "message_size_limit");
      case ERROR_LIMIT -> new LargeErrors(rig);
      case NO_PUBLISH_RIGHT -> BrokerFault.noPublishRight(rig);
      case SAME_CLIENT_ID -> new SameClientId(rig, rig.vehicle());
      case GIANT_MESSAGE -> BrokerFault.giant(rig, random);
      case MESSAGE_FLOOD -> BrokerFault.flood(rig, random);
      case BAD_PACKETS -> BrokerFault.badPackets(rig, random);
      case SILENT_READER -> MachineFault.silentReader(rig, random);
      case NO_THREADS -> new NoThreads(rig, other.orElseThrow(), usual);
      case NO_FILES -> MachineFault.noFiles(rig, random);
      case MANY_LONG_ROLES -> new Crowd(rig, random, Crowd.LONG_ROLES);
      case LARGE_STATUSES -> new Crowd(rig, random, Crowd.LARGE_STATUSES);
      default -> throw new IllegalArgumentException(kind.name());
    };
  }
}
