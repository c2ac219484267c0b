package gateway.deployer;

import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModuleTrials.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installed contents of each file: the current one, and the former one until the current one is
 * proven. The last proven content is remembered across restarts, and the one that it replaced is
 * kept to roll back to. Used by one thread.
 */
final class Successions {

  private static final Logger LOG = LoggerFactory.getLogger(Successions.class);

  private record FileContents(Optional<Content> current, Optional<Content> former) {

    static final FileContents NONE = new FileContents(Optional.empty(), Optional.empty());

    Stream<Content> contents() {
      return Stream.concat(current.stream(), former.stream());
    }
  }

  private final ModuleStore store;
  private final JarCheck check;
  private final Installer installer;
  private final ModuleTrials trials;
  private final Duration patience;
  private final ProvenContents proven;

  /** What was proven before. */
  private final ProvenContents replaced;

  private final Map<String, FileContents> installed = new TreeMap<>();

  Successions(
      ModuleStore store,
      JarCheck check,
      Installer installer,
      ModuleTrials trials,
      Duration patience) {
    this.store = store;
    this.check = check;
    this.installer = installer;
    this.trials = trials;
    this.patience = patience;
    proven = new ProvenContents(store.folder().resolve("proven"));
    replaced = new ProvenContents(store.folder().resolve("replaced"));
  }

  private FileContents contents(String file) {
    return installed.getOrDefault(file, FileContents.NONE);
  }

  Optional<Content> current(String file) {
    return contents(file).current();
  }

  /** Returns the bundles of all files. */
  Collection<Bundle> bundles() {
    return installed.values().stream()
        .flatMap(FileContents::contents)
        .map(Content::bundle)
        .toList();
  }

  /**
   * Removes copies that are neither content of one of these files nor their proven or replaced
   * content.
   */
  void retain(Set<String> files) {
    proven.retain(files);
    replaced.retain(files);
    Set<String> wanted = new HashSet<>(proven.all());
    wanted.addAll(replaced.all());
    installed.values().stream()
        .flatMap(FileContents::contents)
        .map(Content::hash)
        .forEach(wanted::add);
    try {
      store.retain(wanted);
    } catch (IOException e) {
      LOG.warn("{} cannot be cleaned up: {}", store.folder(), e.toString());
    }
  }

  /** A new content of a file has been started. */
  void started(String file, Content fresh) throws InterruptedException {
    FileContents was = contents(file);
    List<Content> others =
        was.contents().filter(content -> !content.hash().equals(fresh.hash())).toList();
    trials.setSuccessor(fresh.bundle().getBundleId(), OptionalLong.empty());
    installed.put(file, new FileContents(Optional.of(fresh), Optional.empty()));
    if (was.contents().findAny().isEmpty()) {
      goBack(file);
      return;
    }
    Optional<Content> kept = worthKeeping(fresh, others);
    kept.ifPresent(content -> keep(file, content));
    for (Content content : others) {
      if (kept.filter(content::equals).isEmpty()) {
        retire(content, file + " has new content");
      }
    }
  }

  /** Returns the newest former content that is proven, else the oldest that may serve. */
  private Optional<Content> worthKeeping(Content fresh, List<Content> others) {
    Predicate<Content> mayServe =
        content ->
            content.bundle().getSymbolicName().equals(fresh.bundle().getSymbolicName())
                && standing(content) != Standing.NONE
                && standing(content) != Standing.SET_ASIDE
                && !isCurrent(content);
    List<Content> useful = others.stream().filter(mayServe).toList();
    return useful.stream()
        .filter(content -> standing(content) == Standing.PROVEN)
        .findFirst()
        .or(() -> useful.stream().reduce((newer, older) -> older));
  }

  private boolean isCurrent(Content content) {
    return installed.values().stream()
        .anyMatch(contents -> contents.current().filter(content::equals).isPresent());
  }

  private Standing standing(Content content) {
    return trials.standing(content.bundle().getBundleId());
  }

  private void keep(String file, Content content) {
    Optional<Content> current = contents(file).current();
    installed.put(file, new FileContents(current, Optional.of(content)));
    OptionalLong successor =
        current.stream().mapToLong(fresh -> fresh.bundle().getBundleId()).findFirst();
    trials.setSuccessor(content.bundle().getBundleId(), successor);
  }

  /**
   * Installs the content of a file that was proven in an earlier run of the gateway, unless a
   * former content of the file is installed.
   */
  void goBack(String file) throws InterruptedException {
    Optional<Content> current = contents(file).current();
    Optional<String> hash =
        proven.of(file).filter(known -> !isInUse(known) && contents(file).former().isEmpty());
    if (hash.isEmpty()) {
      return;
    }
    try {
      Content content = install(hash.get());
      if (current.isPresent() && worthKeeping(current.get(), List.of(content)).isEmpty()) {
        retire(content, file + " has new content");
      } else {
        keep(file, content);
        LOG.info("{} stays installed: it is the former content of {}", content, file);
      }
    } catch (RefusedException | IOException e) {
      LOG.warn("The former content of {} cannot be used: {}", file, e.getMessage());
    }
  }

  private Content install(String hash) throws RefusedException, IOException, InterruptedException {
    if (!store.has(hash)) {
      throw new IOException("its copy is lost or damaged");
    }
    check.check(store.path(hash));
    BundleStart start = installer.start(hash, store.path(hash));
    if (!start.await(patience)) {
      start.interrupt();
      installer.giveUp(store.path(hash));
      throw RefusedException.because("its start does not finish");
    }
    return start.content();
  }

  /**
   * Checks the standing of the current content of a file; when it is proven, the former content is
   * removed.
   *
   * @return a remark about it; empty if there is none
   */
  String judge(String file) throws InterruptedException {
    FileContents contents = contents(file);
    if (contents.current().isEmpty()) {
      return "";
    }
    Content current = contents.current().get();
    Standing standing = standing(current);
    boolean replacesModule =
        contents.former().filter(former -> standing(former) != Standing.NONE).isPresent();
    if (standing == Standing.PROVEN || standing == Standing.NONE && !replacesModule) {
      Optional<String> before = proven.prove(file, current.hash());
      contents
          .former()
          .map(Content::hash)
          .or(() -> before)
          .flatMap(hash -> replaced.prove(file, hash))
          .ifPresent(this::deleteUnused);
      if (contents.former().isPresent()) {
        installed.put(file, new FileContents(contents.current(), Optional.empty()));
        retire(contents.former().get(), current + " is proven");
      }
      before.ifPresent(this::deleteUnused);
    }
    String beside = contents(file).former().map(former -> "; " + former + " stays").orElse("");
    return switch (standing) {
      case NONE -> "it offers no module" + beside;
      case PROVEN -> "";
      case ON_TRIAL -> beside.isEmpty() ? "" : "on trial" + beside;
      case SET_ASIDE -> "set aside, see fleet:modules" + beside;
    };
  }

  /** A file was deleted. */
  void remove(String file) throws InterruptedException {
    proven.forget(file);
    Optional<String> kept = replaced.of(file);
    replaced.forget(file);
    FileContents was = installed.remove(file);
    if (was != null) {
      for (Content content : was.contents().toList()) {
        retire(content, file + " was deleted");
      }
    }
    kept.ifPresent(this::deleteUnused);
  }

  /**
   * Returns the hash of the content that a file had before; empty if none is kept.
   *
   * @param refused whether the file has a content that is not the current one
   */
  Optional<String> earlier(String file, boolean refused) {
    FileContents contents = contents(file);
    Optional<String> current = contents.current().map(Content::hash);
    return refused && current.isPresent()
        ? current
        : contents
            .former()
            .map(Content::hash)
            .or(() -> proven.of(file))
            .filter(hash -> !current.filter(hash::equals).isPresent())
            .or(() -> replaced.of(file));
  }

  /** Uninstalls a content that its file no longer has, unless another file has the same content. */
  private void retire(Content content, String why) throws InterruptedException {
    if (!isInUse(content.hash())) {
      installer.uninstall(content.bundle());
      trials.setSuccessor(content.bundle().getBundleId(), OptionalLong.empty());
      deleteUnused(content.hash());
      LOG.info("{} removed: {}", content, why);
    }
  }

  /** Deletes the copy of a content that no file has. */
  void deleteUnused(String hash) {
    if (!isInUse(hash) && !proven.all().contains(hash) && !replaced.all().contains(hash)) {
      try {
        store.delete(hash);
      } catch (IOException e) {
        LOG.warn("{} cannot be deleted: {}", store.path(hash), e.toString());
      }
    }
  }

  private boolean isInUse(String hash) {
    return installed.values().stream()
        .flatMap(FileContents::contents)
        .anyMatch(content -> content.hash().equals(hash));
  }
}
