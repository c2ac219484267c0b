package gateway.laboratory.outage;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Another vehicle has the same name: its client takes the place of the gateway's at the broker, and
 * comes back as soon as it has lost it.
 */
final class SameClientId implements Fault {

  private static final long RETRY = 20;
  private static final int LASTS = 6_000;

  /** Two in each retry delay: without a back-off they are more than a hundred. */
  private static final int MAX_LINKS = 2 * LASTS / LabTimes.RETRY_DELAY;

  private final TestRig rig;
  private final String clientId;
  private volatile ForeignClient rival;
  private volatile boolean over;
  private Thread thread;
  private int links;
  private long since;

  SameClientId(TestRig rig, String clientId) {
    this.rig = rig;
    this.clientId = clientId;
  }

  @Override
  public void begin() {
    links = rig.relay().linksMade();
    since = System.nanoTime();
    thread = Threads.start("rival", this::live);
  }

  private void live() {
    try {
      while (!over) {
        try (ForeignClient client = new ForeignClient(rig.broker().port(), clientId)) {
          rival = client;
          client.awaitEnd();
        } catch (IOException e) {
          rig.log().note("rival", "has lost its link: " + e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void last(long millis) throws InterruptedException {
    Thread.sleep(LASTS);
    int made = rig.relay().linksMade() - links;
    rig.log().note("rival", "the gateway has made " + made + " links");
    if (made > MAX_LINKS) {
      rig.findings()
          .violation(made + " links in " + LASTS + " ms beside a client of the same name");
    }
    if (!rig.gateway().hasLogged("another client may use the name", since)) {
      rig.findings().violation("the log does not say that another client may use the name");
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    over = true;
    if (rival != null) {
      rival.close();
    }
    thread.join();
  }
}
