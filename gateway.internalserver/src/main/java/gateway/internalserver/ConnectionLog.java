package gateway.internalserver;

import gateway.api.stage.DisconnectCause;
import gateway.api.view.EventKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The log lines about connections that begin and end, under one rate limit. Any thread. */
final class ConnectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

  private final boolean on;
  private final LogRateLimit limit = new LogRateLimit(System::nanoTime);

  ConnectionLog(boolean on) {
    this.on = on;
  }

  void connected(DeviceConnection connection) {
    if (mayLog()) {
      LOG.info(
          marker(EventKind.DEVICE_CONNECTED),
          "{} connected from {}",
          connection,
          connection.socket().channel().remoteAddress());
    }
  }

  void refused(DeviceConnection connection, String reason) {
    if (mayLog()) {
      LOG.warn(
          marker(EventKind.DEVICE_REFUSED),
          "{} from {} refused: {}",
          connection,
          connection.socket().channel().remoteAddress(),
          reason);
    }
  }

  /** The peer broke the protocol. */
  void violated(DeviceConnection connection, String what) {
    if (mayLog()) {
      LOG.warn(
          kind(connection, DisconnectCause.PROTOCOL_ERROR), "{} sent {}: closed", connection, what);
    }
  }

  /** A peer that only tries whether the port is open is no event. */
  void disconnected(DeviceConnection connection, DisconnectCause cause) {
    if (connection.device() == null && cause == DisconnectCause.CLIENT_CLOSED) {
      LOG.debug("{} disconnected: {}", connection, connection.reason(cause));
    } else if (!mayLog()) {
      return;
    } else if (cause == DisconnectCause.NO_MEMORY) {
      LOG.warn(
          kind(connection, cause), "{} disconnected: {}", connection, connection.reason(cause));
    } else {
      LOG.info(
          kind(connection, cause), "{} disconnected: {}", connection, connection.reason(cause));
    }
  }

  private static Marker kind(DeviceConnection connection, DisconnectCause cause) {
    if (!connection.isAccepted()) {
      return marker(EventKind.DEVICE_REFUSED);
    }
    return marker(
        switch (cause) {
          case EVICTED -> EventKind.DEVICE_EVICTED;
          case SILENT -> EventKind.DEVICE_SILENT;
          default -> EventKind.DEVICE_DISCONNECTED;
        });
  }

  private static Marker marker(String kind) {
    return MarkerFactory.getMarker(kind);
  }

  private boolean mayLog() {
    if (!on) {
      return false;
    }
    boolean may = limit.mayLog();
    long suppressed = may ? limit.takeSuppressed() : 0;
    if (suppressed > 0) {
      LOG.warn("{} connection log lines suppressed (rate limit)", suppressed);
    }
    return may;
  }
}
