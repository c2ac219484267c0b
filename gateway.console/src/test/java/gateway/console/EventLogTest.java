package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.EventKind;
import gateway.api.view.EventsView.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {

  private final EventLog log = new EventLog();

  private void write(String kind, String text) {
    log.doAppend(new WrittenLine("gateway.somewhere", kind, text));
  }

  @Test
  void aLineWithAMarkerIsAnEvent() {
    write("", "configuration: etc/gateway.json");
    write(EventKind.SESSION_UP, "Endpoint cloud (a:1): session x established, 1 device(s)");
    assertEquals(
        List.of(
            new Event(
                Instant.ofEpochMilli(1),
                EventKind.SESSION_UP,
                "cloud",
                "Endpoint cloud (a:1): session x established, 1 device(s)")),
        log.events());
    assertEquals(2, log.lines().size());
  }

  @Test
  void aFloodOfOneKindPushesOutNoOther() {
    write(EventKind.SESSION_LOST, "Endpoint cloud (a:1): session lost: broker gone");
    for (int i = 0; i < 10_000; i++) {
      write(EventKind.DEVICE_REFUSED, "Connection from /10.0.0.1:" + i + " sent rubbish: closed");
    }
    List<Event> events = log.events();
    assertEquals(1 + EventLog.EVENTS_OF_A_KIND, events.size());
    assertEquals(EventKind.SESSION_LOST, events.get(0).kind());
    assertEquals("/10.0.0.1:9900", events.get(1).subject());
    assertEquals("/10.0.0.1:9999", events.get(events.size() - 1).subject());
    assertEquals(EventLog.LINES, log.lines().size());
  }

  @Test
  void markersOfLibrariesAreNoEventsAndKindsAreBounded() {
    log.doAppend(new WrittenLine("org.example", "device-connected", "a"));
    assertEquals(List.of(), log.events());
    for (int i = 0; i < 1000; i++) {
      write("kind" + i, "a");
    }
    assertTrue(log.events().size() < 100);
  }

  @Test
  void aLongLineIsCut() {
    write(EventKind.OPERATOR, "x".repeat(100_000));
    assertEquals(1001, log.events().get(0).text().length());
  }

  @ParameterizedTest
  @CsvSource({
    "Device 1/0/driving (priority 3) connected from /127.0.0.1:4,          1/0/driving",
    "Device 4294967295/7/my own role (priority 0) disconnected: silent,    4294967295/7/my own role",
    "Device 1/0/a: status refused,                                         1/0/a",
    "Connection from /127.0.0.1:4 sent rubbish: closed,                    /127.0.0.1:4",
    "Module 1 modules.mission 1.0.0 serves device types 0,                 1 modules.mission 1.0.0",
    "Module 1 modules.mission 1.0.0: it failed,                            1 modules.mission 1.0.0",
    "Module 7 is served locally only,                                      7",
    "Endpoint cloud (a:1): session lost: x,                                cloud",
    "Store /data/store is full: x,                                         /data/store",
    "mission.jar refused: it is a folder,                                  mission.jar",
    "Bundle m [3] from file:x refused: it is a folder,                     Bundle m [3] from file:x",
    "mission 1.jar stands by: 1.2.0 is newer,                              mission 1.jar",
    "configuration: file,                                                  ''",
  })
  void aLineBeginsWithWhatItIsAbout(String line, String subject) {
    assertEquals(subject, Subject.of(line));
  }
}
