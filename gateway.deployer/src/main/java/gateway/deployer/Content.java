package gateway.deployer;

import org.osgi.framework.Bundle;

/** A content of a file, and the bundle that was made of it. */
record Content(String hash, Bundle bundle) {

  @Override
  public String toString() {
    return Installer.name(bundle);
  }
}
