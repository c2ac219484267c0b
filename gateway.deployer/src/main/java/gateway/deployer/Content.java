package gateway.deployer;

import org.osgi.framework.Bundle;

/** A content of a file, and its bundle. */
record Content(String hash, Bundle bundle) {

  @Override
  public String toString() {
    return Installer.name(bundle);
  }
}
