package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ServedModule;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class RefusalLogTest {

  private static final DeviceKey DEVICE = new DeviceKey(7, 0, "a");
  private static final Candidate MODULE =
      new Candidate(
          new ServedModule(7, "m", "1.0.0", DeviceTypes.ALL, true, false),
          Version.emptyVersion,
          1,
          null);

  private long now = Long.MAX_VALUE - 1;
  private final RefusalLog log = new RefusalLog(() -> now);

  private Optional<String> refuse(String reason) {
    return log.line(MODULE, "status", DEVICE, () -> reason);
  }

  @Test
  void namesModuleDeviceAndReason() {
    assertEquals(
        Optional.of("Module 7 m 1.0.0 refuses a status of device 7/0/a: speed is missing"),
        refuse("speed is missing"));
  }

  @Test
  void aModuleNeedNotSayWhy() {
    assertEquals(Optional.of("Module 7 m 1.0.0 refuses a status of device 7/0/a"), refuse(""));
  }

  @Test
  void aFloodOfRefusalsIsOneLineASecondAndCounted() {
    refuse("first");
    for (int i = 0; i < 1000; i++) {
      assertEquals(Optional.empty(), refuse("flood"));
    }
    now += Duration.ofSeconds(1).toNanos();
    assertTrue(refuse("last").orElseThrow().endsWith("a: last (and 1000 more before)"));
    now += Duration.ofSeconds(1).toNanos();
    assertTrue(refuse("again").orElseThrow().endsWith("a: again"));
  }

  @Test
  void aHostileReasonCannotForgeOrFloodALogLine() {
    String line = refuse("x\nERROR " + "y".repeat(10_000)).orElseThrow();
    assertTrue(line.contains("x?ERROR"));
    assertTrue(line.length() < 300);
  }

  @Test
  void aReasonThatCannotBeGivenIsSaid() {
    String line =
        log.line(
                MODULE,
                "command",
                DEVICE,
                () -> {
                  throw new ModuleException("failed in refusalReason");
                })
            .orElseThrow();
    assertTrue(line.endsWith("a: failed in refusalReason"));
  }
}
