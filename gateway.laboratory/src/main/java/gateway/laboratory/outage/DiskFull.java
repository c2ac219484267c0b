package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** A small disk is full, and the gateway that has moved there has nothing on it to write over. */
final class DiskFull extends BadDisk {

  private static final int EMPTY_MILLIS = 20_000;

  private final SmallDisk disk;
  private final DataPlace usual;

  DiskFull(TestRig rig, SmallDisk disk, DataPlace usual, Random random) {
    super(rig, random);
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
    rig.fleet().leave(rig.fleet().devices());
    if (!Threads.await(EMPTY_MILLIS, rig::isEmpty)) {
      rig.findings().violation("not everything arrives when all devices leave");
    }
    rig.gateway().terminate();
    rig.awaitStopped();
    StoreFiles.in(place.seen()).delete();
    rig.gateway().moveTo(place);
    rig.gateway().start();
    rig.fleet().comeBack();
  }
}
