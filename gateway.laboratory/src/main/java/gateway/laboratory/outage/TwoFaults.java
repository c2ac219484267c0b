package gateway.laboratory.outage;

import java.io.IOException;

/** Two faults that overlap: the second begins while the first lasts, and either ends first. */
final class TwoFaults implements Fault {

  private final Fault first;
  private final Fault second;
  private final boolean firstEndsFirst;
  private final int apart;

  TwoFaults(Fault first, Fault second, boolean firstEndsFirst, int apart) {
    this.first = first;
    this.second = second;
    this.firstEndsFirst = firstEndsFirst;
    this.apart = apart;
  }

  @Override
  public void begin() throws IOException {
    first.begin();
  }

  @Override
  public void last(long millis) throws IOException, InterruptedException {
    Thread.sleep(apart);
    second.begin();
    Thread.sleep(millis);
  }

  @Override
  public void end() throws IOException, InterruptedException {
    (firstEndsFirst ? first : second).end();
    Thread.sleep(apart);
    (firstEndsFirst ? second : first).end();
  }
}
