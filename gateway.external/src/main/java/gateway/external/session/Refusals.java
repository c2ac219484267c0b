package gateway.external.session;

import gateway.external.session.Line.Refusal;
import gateway.external.undelivered.Backlog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which devices the External Server refuses (PROTOCOL section 4.9). One error line per device. */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final String endpoint;
  private final Outbox outbox;
  private final Backlog backlog;

  public Refusals(String endpoint, Outbox outbox, Backlog backlog) {
    this.endpoint = endpoint;
    this.outbox = outbox;
    this.backlog = backlog;
  }

  /** The External Server went on without this device: left out until restart. */
  void refuse(Introduction introduction) {
    Line line = introduction.line();
    report(line, "left out until restart");
    line.refusal = Refusal.REFUSED;
    line.standing = Line.Standing.UNKNOWN;
    introduction.failed(backlog);
    outbox.drain(line, backlog::add);
  }

  /** The sequence ended at this device: left out of the connect sequences. */
  void suspect(Line line) {
    report(line, "left out of the connect sequence");
    line.refusal = Refusal.SUSPECTED;
  }

  /** The External Server has answered the device after all. */
  void accept(Line line) {
    if (line.refusal == Refusal.SUSPECTED) {
      LOG.info("Endpoint {}: device {} is accepted by the External Server", endpoint, line.key);
      line.refusal = Refusal.NONE;
    }
  }

  private void report(Line line, String consequence) {
    if (line.refusal == Refusal.NONE) {
      LOG.error(
          "Endpoint {}: device {} is refused by the External Server: {}",
          endpoint,
          line.key,
          consequence);
    }
  }
}
