package gateway.external.session;

import gateway.api.device.DeviceKey;
import gateway.api.view.EndpointView.Cause;
import gateway.api.view.EndpointView.LeftOut;
import gateway.external.base.Loop;
import gateway.external.base.Timer;
import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.undelivered.Backlog;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which devices are left out so that the others can go on, and when they are tried again (PROTOCOL
 * section 4.9): those that the External Server does not answer, those whose message ends the link,
 * those whose message is too large. One error line each time. On the endpoint's loop.
 */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final long FIRST_RETRY = Duration.ofMinutes(1).toMillis();
  private static final long LAST_RETRY = Duration.ofHours(1).toMillis();

  /** No broker has a lower limit, and each path takes packets of this size. */
  private static final int LARGE = 1024;

  /** Of a device whose message is small, three times: the network may have lost it. */
  private static final long FIRST_RETRY_OF_SMALL = Duration.ofSeconds(20).toMillis();

  /** What is small and was on its way for longer was lost with the network, not by its doing. */
  private static final long PROMPT = 5000;

  /**
   * A device that is left out.
   *
   * @param bytes size of its message
   * @param retryAt when it is tried again, monotonic milliseconds
   */
  public record Entry(DeviceKey device, Cause cause, int bytes, long retryAt) {

    /** Returns what the snapshot shows. */
    public LeftOut view(long now) {
      return new LeftOut(device, cause, bytes, Duration.ofMillis(Math.max(0, retryAt - now)));
    }
  }

  private final String endpoint;
  private final Loop loop;
  private final Devices devices;
  private final Backlog backlog;
  private final Runnable onDue;
  private final Timer timer;
  private final Map<DeviceRecord, Entry> out = new LinkedHashMap<>();
  private List<Entry> entries = List.of();

  /** What the link takes, and the smallest message that has ended it. */
  private int maxBytes = Integer.MAX_VALUE;

  private int deadly = Integer.MAX_VALUE;

  /** The smallest that may have done so: devices with such ones are introduced last, too. */
  private int doubted = Integer.MAX_VALUE;

  private int maxListed = ConnectList.MAX_CONNECT;

  /**
   * Makes one that leaves nothing out.
   *
   * @param onDue called when there is a device to be tried
   */
  public Refusals(String endpoint, Loop loop, Devices devices, Backlog backlog, Runnable onDue) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.devices = devices;
    this.backlog = backlog;
    this.onDue = onDue;
    this.timer = new Timer(loop);
  }

  /** Returns the devices that are left out. */
  public List<Entry> entries() {
    return entries;
  }

  /** Says what the link takes. */
  void link(int maxMessageBytes) {
    maxBytes = maxMessageBytes;
    reconsider();
  }

  /** Returns how many bytes a message of a device may have now. */
  int maxBytes(DeviceRecord device) {
    return isDue(device) ? maxBytes : Math.min(maxBytes, deadly - 1);
  }

  /** Tells whether a device may be introduced, with the others or as one that is tried. */
  boolean mayJoin(DeviceRecord device) {
    if (device.refusal == Refusal.NONE
        && doubted < Integer.MAX_VALUE
        && Introduction.bytes(device) >= doubted) {
      device.refusal = Refusal.SUSPECTED;
    }
    return device.refusal != Refusal.REFUSED || isDue(device);
  }

  /** Tells whether what comes from a device cannot be sent before long. */
  public boolean isLeftOut(DeviceRecord device) {
    return device.refusal == Refusal.REFUSED && !isDue(device);
  }

  private boolean isDue(DeviceRecord device) {
    Entry entry = out.get(device);
    return entry != null && entry.retryAt <= loop.now();
  }

  /** Returns how many devices a Connect may list. */
  int maxListed() {
    return maxListed;
  }

  /** A Connect was answered: it was not too large. */
  void connectTaken() {
    maxListed = ConnectList.MAX_CONNECT;
  }

  // What happens to devices.

  /**
   * The External Server went on without this device.
   *
   * @param largestAnswered size of the largest message that was answered
   * @param dropped whether the broker seems to have dropped its message
   */
  void refuse(Introduction introduction, int bytes, int largestAnswered, boolean dropped) {
    DeviceRecord device = introduction.device();
    device.standing = DeviceRecord.Standing.UNKNOWN;
    introduction.failed(backlog);
    refuse(device, bytes, largestAnswered, dropped);
  }

  void refuse(DeviceRecord device, int bytes, int largestAnswered, boolean dropped) {
    if (isNew(bytes, largestAnswered)) {
      deadly = dropped ? Math.min(deadly, bytes) : deadly;
      doubted = dropped ? doubted : Math.min(doubted, bytes);
    }
    leaveOut(device, Cause.NOT_ANSWERED, bytes);
    postponeOthers(device);
    devices.drain(device, backlog::add);
  }

  /** A message of a device is larger than a link takes. */
  void tooLarge(DeviceRecord device, int bytes) {
    leaveOut(device, Cause.TOO_LARGE, bytes);
    devices.drain(device, backlog::add);
  }

  /** The sequence ended at this device: left out of the connect sequences. */
  void suspect(DeviceRecord device, int bytes) {
    if (device.refusal == Refusal.NONE) {
      LOG.error(
          "Endpoint {}: device {} is refused by the External Server, which did not answer its"
              + " message of {} bytes: introduced after the others",
          endpoint,
          device.key,
          bytes);
      device.refusal = Refusal.SUSPECTED;
    } else {
      postpone(device);
    }
  }

  /**
   * The link was lost, and one of the messages under way may have done it: the first time their
   * devices are introduced last, one at a time; a device on which it happens again is left out.
   *
   * @return whether the next attempt is another one than this
   */
  boolean linkLost(Outgoing outgoing) {
    long now = loop.now();
    List<Outgoing.Sent> sent =
        outgoing.unacknowledged().stream()
            .filter(message -> message.bytes >= LARGE || now - message.at <= PROMPT)
            .toList();
    if (sent.stream().anyMatch(message -> message.device.isEmpty())) {
      maxListed = Math.max(1, maxListed / 2); // nobody is convicted of a Connect
      return false;
    }
    Optional<Outgoing.Sent> again =
        sent.stream().filter(message -> device(message).refusal != Refusal.NONE).findFirst();
    if (again.isPresent()) {
      convict(device(again.get()), again.get().bytes, outgoing.largestAcknowledged());
    } else {
      for (Outgoing.Sent message : sent) {
        device(message).refusal = Refusal.SUSPECTED;
        device(message).lost = true;
      }
      sent.stream()
          .mapToInt(message -> message.bytes)
          .filter(bytes -> isNew(bytes, outgoing.largestAcknowledged()))
          .forEach(bytes -> doubted = Math.min(doubted, bytes));
    }
    return !sent.isEmpty();
  }

  private static DeviceRecord device(Outgoing.Sent sent) {
    return sent.device.orElseThrow();
  }

  /** Tells whether a message may be too large for a broker, larger ones having got through. */
  static boolean isNew(int bytes, int largest) {
    return bytes >= LARGE && bytes > largest;
  }

  private void convict(DeviceRecord device, int bytes, int largestAcknowledged) {
    if (isNew(bytes, largestAcknowledged)) {
      deadly = Math.min(deadly, bytes);
      doubted = Integer.MAX_VALUE;
    }
    leaveOut(device, Cause.LINK_LOST, bytes);
    postponeOthers(device);
  }

  /** They would meet the same end, each after the other. */
  private void postponeOthers(DeviceRecord device) {
    long retryAt = entry(device).retryAt;
    for (Map.Entry<DeviceRecord, Entry> other : List.copyOf(out.entrySet())) {
      Entry entry = other.getValue();
      if (entry.bytes >= deadly && entry(device).bytes >= deadly && entry.retryAt < retryAt) {
        other.getKey().refusals = Math.max(other.getKey().refusals, device.refusals);
        put(other.getKey(), new Entry(entry.device, entry.cause, entry.bytes, retryAt));
      }
    }
  }

  private Entry entry(DeviceRecord device) {
    return Optional.ofNullable(out.get(device)).orElseThrow();
  }

  private void leaveOut(DeviceRecord device, Cause cause, int bytes) {
    long now = loop.now();
    if (device.refusal != Refusal.REFUSED && now - device.refusedAt > LAST_RETRY) {
      device.refusals = 0;
    }
    Optional<Entry> before = Optional.ofNullable(out.get(device));
    if (before.filter(entry -> bytes <= entry.bytes / 2).isPresent()) {
      device.refusals = 0; // another message
    }
    device.refusedAt = now;
    device.refusals++;
    device.refusal = Refusal.REFUSED;
    boolean perhapsLost = cause == Cause.LINK_LOST && bytes < LARGE;
    long delay =
        perhapsLost
            ? delay(Math.max(1, device.refusals - 2), FIRST_RETRY_OF_SMALL)
            : delay(device.refusals, FIRST_RETRY);
    put(device, new Entry(device.key, cause, bytes, now + delay));
    if (cause == Cause.TOO_LARGE && before.filter(e -> e.cause == cause).isPresent()) {
      return; // it was not sent
    }
    LOG.error(
        "Endpoint {}: device {} left out, tried again in {} s: {}",
        endpoint,
        device.key,
        delay / 1000,
        reason(device, cause, bytes));
  }

  private static long delay(int refusals, long first) {
    return Math.min(first << Math.min(refusals - 1, 10), LAST_RETRY);
  }

  private String reason(DeviceRecord device, Cause cause, int bytes) {
    int error = device.undelivered.error().map(e -> e.size()).orElse(0);
    String message =
        "its message of " + bytes + " bytes" + (error > 0 ? " (error message " + error + ")" : "");
    return switch (cause) {
      case NOT_ANSWERED ->
          bytes < LARGE
              ? "refused by the External Server, which did not answer " + message
              : message
                  + " was not answered: refused by the External Server, or dropped by a broker"
                  + " with a lower limit; raise that limit or set max-message-bytes";
      case LINK_LOST ->
          "the link was lost each time while "
              + message
              + " was on its way; if the broker has a limit, raise it or set max-message-bytes";
      case TOO_LARGE ->
          message
              + (bytes > maxBytes
                  ? " is above max-message-bytes"
                  : " is not smaller than one that ended the link");
    };
  }

  /** It was tried, and the session ended before there was an answer. */
  void postpone(DeviceRecord device) {
    if (device.refusal == Refusal.REFUSED && isDue(device)) {
      Entry entry = entry(device);
      leaveOut(device, entry.cause, entry.bytes);
    }
  }

  /**
   * The External Server has answered the device after all.
   *
   * @param largest size of the largest message that was answered
   */
  void accept(DeviceRecord device, int largest) {
    if (device.refusal == Refusal.NONE) {
      return;
    }
    device.refusal = Refusal.NONE;
    if (device.lost) {
      device.lost = false;
      device.refusals = Introduction.bytes(device) < LARGE ? 0 : device.refusals;
    }
    doubted = largest >= doubted ? Integer.MAX_VALUE : doubted;
    if (!remove(device)) {
      return;
    }
    LOG.info("Endpoint {}: device {} is accepted by the External Server", endpoint, device.key);
    boolean more = largest >= deadly; // the broker takes more by now
    deadly = more ? Integer.MAX_VALUE : deadly;
    for (Map.Entry<DeviceRecord, Entry> other : List.copyOf(out.entrySet())) {
      Entry entry = other.getValue();
      if (entry.bytes >= LARGE && (more || entry.bytes <= largest)) {
        retryNow(other.getKey());
      }
    }
  }

  /** Has a device tried as soon as there is a session. */
  void retryNow(DeviceRecord device) {
    Entry entry = entry(device);
    if (!isDue(device)) {
      put(device, new Entry(entry.device, entry.cause, entry.bytes, loop.now()));
      loop.post(onDue);
    }
  }

  /** Forgets everything: the endpoint leads elsewhere. */
  public void clear() {
    timer.stop();
    deadly = Integer.MAX_VALUE;
    doubted = Integer.MAX_VALUE;
    maxListed = ConnectList.MAX_CONNECT;
    out.keySet().forEach(device -> device.refusal = Refusal.NONE);
    out.clear();
    changed();
  }

  /** Statuses were folded: tries those whose message has become smaller. */
  public void reconsider() {
    for (Map.Entry<DeviceRecord, Entry> left : List.copyOf(out.entrySet())) {
      DeviceRecord device = left.getKey();
      Entry entry = left.getValue();
      int bytes = Introduction.bytes(device);
      if (bytes == 0 || bytes >= Math.min(deadly, maxBytes + 1L)) {
        continue;
      }
      if (entry.cause == Cause.TOO_LARGE) {
        device.refusal = Refusal.NONE;
        remove(device);
        loop.post(onDue);
      } else if (!isDue(device) && isOther(device, entry, bytes)) {
        retryNow(device);
      }
    }
  }

  /** Once for each change that may help; a message that shrinks byte by byte may not. */
  private static boolean isOther(DeviceRecord device, Entry entry, int bytes) {
    boolean small = entry.bytes < LARGE;
    return switch (entry.cause) {
      case LINK_LOST ->
          bytes <= entry.bytes / 2 && !small
              || device.refusals == 1 && (small ? changed(device) : bytes < entry.bytes);
      case NOT_ANSWERED -> bytes <= entry.bytes / 2 && !small;
      case TOO_LARGE -> true;
    };
  }

  private static boolean changed(DeviceRecord device) {
    return Introduction.next(device)
        .filter(next -> next.status().hashCode() != device.triedStatus)
        .isPresent();
  }

  /** Returns those that are due, the smallest first. */
  List<DeviceRecord> due() {
    return out.entrySet().stream()
        .filter(left -> left.getValue().retryAt <= loop.now())
        .sorted(Comparator.comparingInt(left -> left.getValue().bytes))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void put(DeviceRecord device, Entry entry) {
    out.put(device, entry);
    changed();
  }

  private boolean remove(DeviceRecord device) {
    boolean was = out.remove(device) != null;
    changed();
    return was;
  }

  private void changed() {
    entries = List.copyOf(out.values());
    long now = loop.now();
    timer.stop();
    entries.stream()
        .mapToLong(Entry::retryAt)
        .filter(at -> at > now)
        .min()
        .ifPresent(at -> timer.start(at - now, this::fallDue));
  }

  private void fallDue() {
    changed();
    onDue.run();
  }
}
