package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** A small disk is full, and the gateway that has moved there has nothing on it to write over. */
final class DiskFull extends BadDisk {

  private static final int EMPTY_MILLIS = 20_000;

  private final SmallDisk disk;
  private final DataPlace usual;

  DiskFull(Bench bench, SmallDisk disk, DataPlace usual, Random random) {
    super(bench, random);
    this.disk = disk;
    this.usual = usual;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    move(disk.place());
  }

  @Override
  void spoil() throws IOException {
    disk.fill();
  }

  @Override
  void mend() throws IOException {
    disk.free();
  }

  @Override
  public void cleanUp() throws IOException, InterruptedException {
    move(usual);
  }

  /** Without its store: everything is delivered, and no device is there, when it stops. */
  private void move(DataPlace place) throws IOException, InterruptedException {
    bench.fleet().leave(bench.fleet().devices());
    if (!Threads.await(EMPTY_MILLIS, bench::isEmpty)) {
      bench.findings().violation("not everything arrives when all devices leave");
    }
    bench.gateway().terminate();
    bench.awaitStopped();
    StoreFiles.in(place.seen()).delete();
    bench.gateway().moveTo(place);
    bench.gateway().start();
    bench.fleet().comeBack();
  }
}
