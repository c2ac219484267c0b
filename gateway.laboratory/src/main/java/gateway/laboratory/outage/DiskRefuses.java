package gateway.laboratory.outage;

import java.io.IOException;
import java.util.Random;

/** Every write to a file fails: a limit of the process, which can be changed while it runs. */
final class DiskRefuses extends BadDisk {

  DiskRefuses(TestRig rig, Random random) {
    super(rig, random);
  }

  @Override
  void spoil() throws IOException {
    ProcessLimit.FILE_SIZE.set(rig.gateway().pid(), "0");
  }

  @Override
  void mend() throws IOException {
    ProcessLimit.FILE_SIZE.set(rig.gateway().pid(), "unlimited");
  }
}
