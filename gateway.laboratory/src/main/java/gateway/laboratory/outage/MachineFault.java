package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/** Faults of the machine and of whoever runs the gateway on it. */
final class MachineFault {

  private static final int PATIENCE = 15_000;
  private static final int MAX_LOGGED = 100;

  private MachineFault() {}

  /** Devices, sessions and SIGTERM must work although no line can be printed. */
  static Fault silentReader(TestRig rig, Random random) {
    boolean stops = random.nextBoolean();
    return new Fault() {
      @Override
      public void begin() throws IOException {
        rig.gateway().stopReading();
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        rig.fleet().comeBack();
        rig.relay().drop();
        Thread.sleep(millis);
        rig.awaitAll("a log that nobody reads", PATIENCE);
        if (stops) {
          rig.gateway().terminate();
          rig.awaitStopped();
        }
      }

      @Override
      public void end() throws IOException, InterruptedException {
        rig.gateway().readAgain();
        if (stops) {
          rig.gateway().start();
        }
      }
    };
  }

  /** Connections that are there must hold; new ones are served when there is room again. */
  static Fault noFiles(TestRig rig, Random random) {
    boolean cut = random.nextBoolean();
    return new Fault() {
      private static final int KNOCKING = 20;

      private String before;
      private Guests guests;
      private int logged;

      @Override
      public void begin() throws IOException {
        long pid = rig.gateway().pid();
        before = ProcessLimit.FILES.of(pid);
        logged = rig.gateway().entriesLogged();
        rig.gateway().refuses(true);
        ProcessLimit.FILES.set(pid, Long.toString(open(pid)));
        if (cut) {
          rig.relay().cut();
        }
      }

      @Override
      public void last(long millis) throws IOException, InterruptedException {
        guests = new Guests(rig.gateway().port(), 0, 0);
        guests.come(KNOCKING);
        Thread.sleep(millis);
        rig.relay().restore();
        Thread.sleep(millis);
      }

      @Override
      public void end() throws IOException, InterruptedException {
        guests.leave();
        ProcessLimit.FILES.set(rig.gateway().pid(), before);
        rig.gateway().refuses(false);
        int lines = rig.gateway().entriesLogged() - logged;
        rig.log().note("files", lines + " entries in the log");
        if (lines > MAX_LOGGED) {
          rig.findings().violation(lines + " entries in the log while there was no file to be had");
        }
      }
    };
  }

  private static long open(long pid) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return all.count();
    }
  }
}
