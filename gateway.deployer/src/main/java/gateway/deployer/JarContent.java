package gateway.deployer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The content of a jar. A jar that is overwritten in place has its directory before it has its
 * content, so everything is read once.
 */
final class JarContent {

  /** Reads the beginning of an entry. */
  private record Head(byte[] bytes, int length) {}

  private static final int MAX_MANIFEST_BYTES = 1 << 20;
  private static final String CLASS = ".class";
  private static final String OTHER_MANIFEST = "META-INF/versions/\\d+/OSGI-INF/MANIFEST.MF";
  private static final int CLASS_MAGIC = 0xCAFEBABE;
  private static final int CLASS_VERSION_OF_JAVA_0 = 44;

  private final JarFile jar;
  private final Distribution distribution;
  private final long maxUnpackedBytes;
  private final byte[] buffer = new byte[1 << 16];
  private long bytes;

  JarContent(JarFile jar, Distribution distribution, long maxUnpackedBytes) {
    this.jar = jar;
    this.distribution = distribution;
    this.maxUnpackedBytes = maxUnpackedBytes;
  }

  /**
   * Reads all entries.
   *
   * @throws IOException if the jar is not complete
   */
  void check() throws RefusedException, IOException {
    checkEntries(jar.size());
    Set<String> names = new HashSet<>();
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      checkName(entry.getName());
      if (!names.add(entry.getName())) {
        throw RefusedException.because(
            "it has two entries " + entry.getName() + "; build it again");
      }
      CRC32 crc = new CRC32();
      long before = bytes;
      Head head;
      try (InputStream in = jar.getInputStream(entry)) {
        head = read(in, crc);
      }
      if (entry.getCrc() != crc.getValue() || entry.getSize() != bytes - before) {
        throw new IOException("damaged entry " + entry.getName());
      }
      checkClass(entry.getName(), head);
    }
  }

  private static void checkEntries(int count) throws RefusedException {
    if (count > ZipDirectory.MAX_ENTRIES) {
      throw ZipDirectory.tooLarge();
    }
  }

  /** No entry may end up outside of the folder that the framework unpacks it to. */
  private static void checkName(String name) throws RefusedException {
    if (name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../")) {
      throw RefusedException.because(
          "it has an entry with a path outside the jar: " + name + "; build it again");
    }
  }

  private Head read(InputStream in, CRC32 crc) throws RefusedException, IOException {
    byte[] beginning = new byte[8];
    int length = in.readNBytes(beginning, 0, beginning.length);
    count(beginning, length, crc);
    for (int read; (read = in.read(buffer)) >= 0; ) {
      count(buffer, read, crc);
    }
    return new Head(beginning, length);
  }

  private void count(byte[] read, int length, CRC32 crc) throws RefusedException {
    crc.update(read, 0, length);
    bytes += length;
    if (bytes > maxUnpackedBytes) {
      throw RefusedException.because(
          "it holds more than " + maxUnpackedBytes + " bytes; leave out what it does not need");
    }
  }

  private void checkClass(String name, Head head) throws RefusedException {
    if (!name.endsWith(CLASS) || name.startsWith("META-INF/")) {
      return;
    }
    int slash = name.lastIndexOf('/');
    String packageName = name.substring(0, Math.max(0, slash)).replace('/', '.');
    if (distribution.packages().contains(packageName)) {
      throw RefusedException.because(
          "it contains its own copy of "
              + packageName
              + ", which the gateway provides; leave it out of the jar (Maven: scope provided)");
    }
    ByteBuffer header = ByteBuffer.wrap(head.bytes());
    if (head.length() < head.bytes().length || header.getInt() != CLASS_MAGIC) {
      throw RefusedException.because(name + " is not a class file; build it again");
    }
    int java = (header.getInt() & 0xFFFF) - CLASS_VERSION_OF_JAVA_0;
    int here = Runtime.version().feature();
    if (java > here && !name.endsWith("module-info.class")) {
      throw RefusedException.because(
          name
              + " is compiled for Java "
              + java
              + ", this is Java "
              + here
              + "; compile it with --release "
              + here);
    }
  }

  /** Returns the manifest. */
  Manifest manifest() throws RefusedException, IOException {
    ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
    if (entry == null) {
      throw RefusedException.because(
          "it has no META-INF/MANIFEST.MF, so it is not an OSGi bundle; build it with bnd");
    }
    if (entry.getSize() > MAX_MANIFEST_BYTES) {
      throw RefusedException.because("its manifest is larger than 1 MiB; build it again");
    }
    try {
      return jar.getManifest();
    } catch (IOException | IllegalArgumentException e) {
      // the entry is whole, as its checksum has shown
      throw RefusedException.because(
          "its manifest cannot be read (" + e.getMessage() + "); build it with bnd");
    }
  }

  /** Checks the manifests that replace a part of the first for some versions of Java. */
  void checkOtherManifests() throws RefusedException, IOException {
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (entry.getName().matches(OTHER_MANIFEST) && entry.getSize() <= MAX_MANIFEST_BYTES) {
        try (InputStream in = jar.getInputStream(entry)) {
          Manifest other = new Manifest(new ByteArrayInputStream(in.readAllBytes()));
          new Headers(other.getMainAttributes(), distribution).checkImports();
        }
      }
    }
  }

  /** Checks the jars within the jar that its classes are loaded from. */
  void checkEmbedded(List<String> embedded) throws RefusedException, IOException {
    for (String name : embedded) {
      ZipEntry entry = jar.getEntry(name);
      if (entry != null) {
        try (ZipInputStream in = new ZipInputStream(jar.getInputStream(entry))) {
          int count = 0;
          for (ZipEntry inner; (inner = in.getNextEntry()) != null; ) {
            checkEntries(++count);
            Head head = read(in, new CRC32());
            if (!inner.isDirectory()) {
              checkClass(inner.getName(), head);
            }
          }
        }
      }
    }
  }
}
