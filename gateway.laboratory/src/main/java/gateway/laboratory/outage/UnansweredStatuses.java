package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.laboratory.outage.SessionAudit.SentStatus;
import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statuses of a session that wait for their StatusResponse (PROTOCOL section 4.6), and the
 * answers that the gateway must have understood.
 */
final class UnansweredStatuses {

  private static final int WINDOW = 10;
  private static final int CONNECTING_WINDOW = 5;

  /** A little less, because the gateway has sent a status before it was seen here. */
  private static final int PASSED_OVER = LabTimes.SEQUENCE_TIMEOUT - 100;

  private record Acknowledged(long at, SentStatus status) {}

  private final AuditBook book;
  private final Map<Integer, SentStatus> waiting = new LinkedHashMap<>();
  private final Map<Integer, SentStatus> filled = new HashMap<>();
  private final List<SentStatus> ofSequence = new ArrayList<>();
  private final Deque<Acknowledged> acknowledged = new ArrayDeque<>();
  private int highestAnswered;

  UnansweredStatuses(AuditBook book) {
    this.book = book;
  }

  void add(SentStatus status) {
    waiting.put(status.counter(), status);
  }

  /** Takes an answer; in the sequence it counts when the whole sequence has succeeded. */
  Optional<SentStatus> answered(int counter, boolean established) {
    Optional<SentStatus> status =
        Optional.ofNullable(waiting.remove(counter)).or(() -> filled(counter));
    highestAnswered = Math.max(highestAnswered, counter);
    status.ifPresent(
        s -> {
          if (established) {
            acknowledge(s);
          } else {
            ofSequence.add(s);
          }
        });
    return status;
  }

  private Optional<SentStatus> filled(int counter) {
    return Optional.ofNullable(filled.remove(counter));
  }

  /**
   * The gateway fills the gap that a status without an answer may have left. Its answer may come
   * all the same, and may be on its way already.
   */
  void fill(int counter) {
    Optional.ofNullable(waiting.remove(counter)).ifPresent(sent -> filled.put(counter, sent));
  }

  /** The sequence is over: the External Server has left out every device without an answer. */
  void sequenceSucceeded() {
    waiting.clear();
    ofSequence.forEach(this::acknowledge);
    ofSequence.clear();
  }

  private void acknowledge(SentStatus status) {
    acknowledged.add(new Acknowledged(System.nanoTime(), status));
    book.ledger.find(status.device()).ifPresent(d -> d.confirmed(status.number()));
  }

  /** The gateway is still at work in this session, so it has understood what it got before. */
  void publishing() {
    long before = System.nanoTime() - LabTimes.nanos(LabTimes.ACKNOWLEDGED_AFTER);
    while (!acknowledged.isEmpty() && acknowledged.peek().at - before < 0) {
      SentStatus status = acknowledged.remove().status;
      book.ledger.find(status.device()).ifPresent(d -> d.acknowledged(status.number()));
    }
  }

  /** Tells whether a status waits that the gateway has not given up yet. */
  boolean isAwaited() {
    return waiting.values().stream().anyMatch(status -> !book.isOver(status.sentAt(), PASSED_OVER));
  }

  boolean isIntroduced(DeviceKey device) {
    return waiting.values().stream().anyMatch(s -> isIntroduction(s) && s.device().equals(device));
  }

  boolean hasIntroduced() {
    return waiting.values().stream().anyMatch(this::isIntroduction);
  }

  void checkWindow(String what) {
    long count = waiting.values().stream().filter(status -> !isPassedOver(status)).count();
    if (count >= WINDOW) {
      violation("sends " + what + " while " + count + " statuses have no answer");
    }
  }

  void checkConnectingWindow(String what) {
    long count = waiting.values().stream().filter(this::isIntroduction).count();
    if (count >= CONNECTING_WINDOW) {
      violation("sends " + what + " while " + count + " of them have no answer");
    }
  }

  private boolean isIntroduction(SentStatus status) {
    return status.state() == DeviceState.CONNECTING && !isPassedOver(status);
  }

  /** The gateway takes it for refused: later ones were answered, and its time is over. */
  private boolean isPassedOver(SentStatus status) {
    return status.state() == DeviceState.CONNECTING
        && status.counter() < highestAnswered
        && book.isOver(status.sentAt(), PASSED_OVER);
  }

  private void violation(String what) {
    book.findings.violation("the gateway " + what);
  }
}
