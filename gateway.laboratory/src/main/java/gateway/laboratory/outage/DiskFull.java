package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** A small disk is full, and the gateway that has moved there has nothing on it to write over. */
final class DiskFull extends BadDisk {

  private final SmallDisk disk;
  private final DataPlace usual;

  DiskFull(TestRig rig, SmallDisk disk, DataPlace usual, Random random) {
    super(rig, random);
    this.disk = disk;
    this.usual = usual;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    rig.move(disk.place());
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
    rig.move(usual);
  }
}
