package gateway.laboratory.outage;

import gateway.laboratory.process.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the gateway under test: its times are those of the laboratory. */
final class GatewayConfiguration {

  private GatewayConfiguration() {}

  /** Writes the file and returns its path. */
  static Path write(Path file, String company, String vehicle, Relay relay) throws IOException {
    String text =
        """
        {
          "gateway.external": {
            "company": "%s",
            "vehicle": "%s",
            "connect-timeout": %d,
            "sequence-timeout": %d,
            "status-deadline": %d,
            "retry-delay": %d,
            "logged-delay": %d,
            "notification-delay": %d,
            "settle-time": %d,
            "keep-alive": %d
          },
          "gateway.external.endpoint~cloud": { "host": "127.0.0.1", "port": %d, "modules": ["*"] },
          "gateway.internalserver": { "handshake-timeout": %d, "frame-timeout": %d, "max-connections-per-address": 4096, "max-connect-bytes": 16384 },
          "gateway.handler": { "status-period": %d },
          "gateway.web": { "health-grace": %d, "health-settle": %d },
          "gateway.logging": %s
        }
        """
            .formatted(
                company,
                vehicle,
                LabTimes.CONNECT_TIMEOUT,
                LabTimes.SEQUENCE_TIMEOUT,
                LabTimes.STATUS_DEADLINE,
                LabTimes.RETRY_DELAY,
                LabTimes.LOGGED_DELAY,
                LabTimes.NOTIFICATION_DELAY,
                LabTimes.SETTLE_TIME,
                LabTimes.KEEP_ALIVE,
                relay.port(),
                LabTimes.HANDSHAKE_TIMEOUT,
                LabTimes.HANDSHAKE_TIMEOUT,
                LabTimes.STATUS_PERIOD,
                LabTimes.HEALTH_GRACE,
                LabTimes.HEALTH_SETTLE,
                LogRecord.SETTINGS);
    return Files.writeString(file, text);
  }
}
