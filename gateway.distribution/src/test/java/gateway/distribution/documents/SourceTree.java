package gateway.distribution.documents;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The text files of the repository, as a fresh clone has them. */
final class SourceTree {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> HIDDEN_SOURCES = Set.of(".ci", ".github");

  private SourceTree() {}

  /** Returns the content of each text file by its path, which is relative to the root. */
  static Map<Path, String> texts() throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(ROOT) || isSource(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              try {
                texts.put(ROOT.relativize(file), Files.readString(file));
              } catch (CharacterCodingException e) {
                // an image
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return texts;
  }

  private static boolean isSource(Path folder) {
    String name = folder.getFileName().toString();
    boolean made = name.equals("target") || folder.equals(ROOT.resolve("data"));
    return !made && (!name.startsWith(".") || HIDDEN_SOURCES.contains(name));
  }

  /** Returns one of the documents. */
  static String document(String path) throws IOException {
    return Files.readString(ROOT.resolve(path));
  }
}
