package gateway.deployer;

import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of the deploy folder and their bundles. A new content of a file is a new bundle beside
 * the old one, which goes when the new one has been started. Used by one thread.
 */
final class Deployments {

  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

  private record Running(String hash, Bundle bundle) {}

  private final FolderScan folder;
  private final ModuleStore store;
  private final Installer installer;
  private final Map<String, DeploymentSnapshot> snapshots = new TreeMap<>();
  private final Map<String, Running> running = new TreeMap<>();

  Deployments(FolderScan folder, ModuleStore store, Installer installer) {
    this.folder = folder;
    this.store = store;
    this.installer = installer;
  }

  /**
   * Does what the changes since the last call ask for; tells whether there were any.
   *
   * @throws IOException if the folder cannot be read
   */
  boolean update() throws IOException {
    List<FolderScan.Change> changes = folder.scan();
    for (FolderScan.Change change : changes) {
      String file = change.file();
      switch (change.kind()) {
        case CHANGED -> show(file, State.ARRIVING, "", "");
        case STABLE -> deploy(file, false);
        case SETTLED -> {
          if (isArriving(file)) {
            deploy(file, true);
          }
        }
        case GONE -> remove(file);
      }
    }
    return !changes.isEmpty();
  }

  /** Tells whether each jar of the folder has been started or refused. */
  boolean isSettled() {
    return snapshots.keySet().stream().noneMatch(this::isArriving);
  }

  /** Removes bundles and copies that belong to no file of the folder. */
  void removeStale() {
    Set<Bundle> bundles =
        running.values().stream().map(Running::bundle).collect(Collectors.toSet());
    installer.uninstallOthers(store.folder(), bundles);
    try {
      store.retain(hashes());
    } catch (IOException e) {
      LOG.warn("{} cannot be tidied: {}", store.folder(), e.toString());
    }
  }

  List<DeploymentSnapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  private boolean isArriving(String file) {
    return snapshots.get(file).state() == State.ARRIVING;
  }

  private void deploy(String file, boolean lastAttempt) {
    try {
      ModuleStore.Copy copy = store.copy(folder.path(file));
      try {
        if (folder.isUnchanged(file)) {
          start(file, copy);
        }
      } finally {
        store.discard(copy);
      }
    } catch (RefusedException e) {
      if (lastAttempt || !e.mayBeIncomplete()) {
        refuse(file, e.getMessage());
      }
    } catch (IOException e) {
      refuse(file, "it cannot be copied to " + store.folder() + " (" + e + ")");
    }
  }

  private void refuse(String file, String reason) {
    show(file, State.REFUSED, snapshots.get(file).bundle(), reason);
    LOG.warn("{} refused: {}", file, reason);
  }

  private void start(String file, ModuleStore.Copy copy) throws RefusedException, IOException {
    Running before = running.get(file);
    if (before != null && before.hash().equals(copy.hash())) {
      show(file, State.STARTED, Installer.name(before.bundle()), "");
      return;
    }
    show(file, State.ARRIVING, JarCheck.check(copy.temporary()), "");
    Bundle bundle;
    try {
      bundle = installer.start(store.keep(copy));
    } catch (RefusedException e) {
      deleteUnused(copy.hash());
      throw e;
    }
    running.put(file, new Running(copy.hash(), bundle));
    show(file, State.STARTED, Installer.name(bundle), "");
    LOG.info("{} started from {}", Installer.name(bundle), file);
    if (before != null) {
      retire(before, file + " has a new content");
    }
  }

  private void remove(String file) {
    snapshots.remove(file);
    Running before = running.remove(file);
    if (before != null) {
      retire(before, file + " was deleted");
    }
  }

  /** The content of a file is gone. Another file may have the same. */
  private void retire(Running before, String why) {
    if (!hashes().contains(before.hash())) {
      installer.uninstall(before.bundle());
      deleteUnused(before.hash());
      LOG.info("{} removed: {}", Installer.name(before.bundle()), why);
    }
  }

  private void deleteUnused(String hash) {
    if (!hashes().contains(hash)) {
      try {
        store.delete(hash);
      } catch (IOException e) {
        LOG.warn("{} cannot be deleted: {}", store.path(hash), e.toString());
      }
    }
  }

  private Set<String> hashes() {
    return running.values().stream().map(Running::hash).collect(Collectors.toSet());
  }

  private void show(String file, State state, String bundle, String reason) {
    snapshots.put(file, new DeploymentSnapshot(file, bundle, state, reason));
  }
}
