package gateway.external.session;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView.Content;
import gateway.external.undelivered.TrackedStatus;
import gateway.external.undelivered.Undelivered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One device of an endpoint. What waits to be sent, and what the External Server knows of it, is
 * changed by this package and by the endpoint; the rest has owners of its own. On the endpoint's
 * loop.
 */
public final class DeviceRecord {

  /** What the External Server knows of a device in this session (PROTOCOL section 4.6). */
  public enum Standing {
    UNKNOWN,
    /** Its CONNECTING has no answer yet. */
    INTRODUCED,
    KNOWN
  }

  /** Whether the External Server refuses a device (PROTOCOL section 4.9). */
  public enum Refusal {
    NONE,
    /** Left out of the connect sequence, introduced after the others. */
    SUSPECTED,
    /** Left out, and tried again later: {@link Refusals} knows when. */
    REFUSED
  }

  public final DeviceKey key;

  /** What is undelivered of it, and on the disk: changed there. */
  public final Undelivered undelivered;

  /** Not sent yet, oldest first; to be changed through {@link Devices} only. */
  public final Deque<TrackedStatus> waiting = new ArrayDeque<>(2);

  public Standing standing = Standing.UNKNOWN;
  public Refusal refusal = Refusal.NONE;

  /** How often it was left out in the last hour, and when: changed by {@link Refusals}. */
  int refusals;

  /** Whether it is suspected because the link was lost while a message of it was under way. */
  boolean lost;

  long refusedAt;

  /** Hash of the status with which it was tried last. */
  int triedStatus;

  /** To be withdrawn with its last status when nothing waits. */
  public boolean withdraw;

  /** Whether it waits for its turn in the session. */
  boolean queued;

  /** What introduces it when it has nothing undelivered. */
  Optional<StatusReport> current = Optional.empty();

  /** What was sent last in this session. */
  Optional<StatusReport> lastSent = Optional.empty();

  private Device device;
  private gateway.protocol.internal.Device wire;

  @SuppressWarnings("NullAway.Init") // the wire form is made when it is asked for
  DeviceRecord(DeviceKey key) {
    this.key = key;
    this.undelivered = new Undelivered(key);
  }

  /** Returns what of it waits for the External Server, for people. */
  public List<Content> contents() {
    List<Content> contents = new ArrayList<>();
    undelivered.error().ifPresent(error -> contents.add(new Content("error message", error)));
    undelivered
        .newest()
        .ifPresent(
            newest -> contents.add(new Content("undelivered status", newest.report.status())));
    lastSent.ifPresent(report -> contents.add(new Content("last sent status", report.status())));
    return contents;
  }

  /** Tells whether there is something to send, now that it is known. */
  boolean hasWork() {
    return !waiting.isEmpty() || withdraw;
  }

  /** Tells whether nothing is left of it. */
  boolean isUnused() {
    return standing == Standing.UNKNOWN
        && refusal == Refusal.NONE
        && waiting.isEmpty()
        && !queued
        && current.isEmpty()
        && undelivered.isUnused();
  }

  /** Returns the wire form of the device. */
  gateway.protocol.internal.Device wire(Device of) {
    if (device != of) {
      device = of;
      wire = Messages.device(of);
    }
    return wire;
  }

  /** Forgets what belonged to a session. */
  void reset() {
    standing = Standing.UNKNOWN;
    withdraw = false;
    queued = false;
    current = Optional.empty();
    lastSent = Optional.empty();
  }

  /** Returns the status with which to withdraw the device. */
  StatusReport farewell() {
    StatusReport last = lastSent.orElseThrow();
    return new StatusReport(last.device(), last.status(), true, true);
  }
}
