package gateway.external;

import java.util.Optional;

/** Settings with the times of PROTOCOL section 0.1, of which a test changes what it is about. */
final class Setup {

  Vehicle vehicle = new Vehicle("co", "v1", Optional.empty());
  int queueStatuses = 10_000;
  int errorMaxBytes = 65_536;
  int undeliveredMaxBytes = 33_554_432;
  int storeAfter = 100;
  int storeMaxBytes = 67_108_864;
  int keepAlive = 15_000;

  Settings settings() {
    return new Settings(
        vehicle,
        5000,
        10_000,
        30_000,
        250,
        10_000,
        15_000,
        2000,
        300,
        keepAlive,
        10,
        5,
        queueStatuses,
        16_777_216,
        errorMaxBytes,
        undeliveredMaxBytes,
        storeAfter,
        storeMaxBytes);
  }
}
