package gateway.laboratory.outage;

import java.io.IOException;

/**
 * The system refuses the gateway any further thread, while its broker is away and comes back. What
 * runs must go on, and what needs a thread must be tried again when there is one.
 */
final class NoThreads implements Fault {

  private static final String NONE = "1";
  private static final int RESTORED = 1_000;

  private final TestRig rig;
  private final DataPlace limited;
  private final DataPlace usual;
  private String before;

  NoThreads(TestRig rig, DataPlace limited, DataPlace usual) {
    this.rig = rig;
    this.limited = limited;
    this.usual = usual;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    rig.move(limited);
  }

  @Override
  public void begin() throws IOException {
    long pid = rig.gateway().pid();
    before = ProcessLimit.THREADS.of(pid);
    rig.gateway().refuses(true);
    ProcessLimit.THREADS.set(limited.prefix(), pid, NONE);
    rig.relay().cut();
  }

  @Override
  public void last(long millis) throws IOException, InterruptedException {
    Thread.sleep(millis);
    rig.relay().restore();
    Thread.sleep(RESTORED);
  }

  @Override
  public void end() throws IOException {
    ProcessLimit.THREADS.set(limited.prefix(), rig.gateway().pid(), before);
    rig.gateway().refuses(false);
  }

  @Override
  public void cleanUp() throws IOException, InterruptedException {
    rig.awaitHealthy();
    rig.move(usual);
  }
}
