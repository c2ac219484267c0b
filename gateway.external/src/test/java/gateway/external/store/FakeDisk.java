package gateway.external.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A folder in memory that knows what a power cut would leave of it, and that fails when it is told
 * to.
 */
final class FakeDisk implements Disk {

  /** What a file system writes at least. */
  static final int PAGE = 4096;

  /** What can be made to fail; throws to do so. */
  interface Fault {
    void before(String operation) throws IOException;
  }

  /** A write or (without bytes) a change of the size that was not forced. */
  private record Pending(long position, byte[] bytes) {}

  private static final class FakeFile {
    byte[] now = {};
    byte[] forced = {};
    final List<Pending> pending = new ArrayList<>();
  }

  private final Map<String, FakeFile> names = new HashMap<>();
  private final Map<String, FakeFile> forcedNames = new HashMap<>();
  private long bytesWritten;
  private long pagesWritten;

  Fault fault = operation -> {};

  /** Called before and after every force. */
  Runnable onForce = () -> {};

  /** The bytes that may still be written. */
  long room = Long.MAX_VALUE;

  /** Returns what is there after a power cut: what was forced, and by chance some of the rest. */
  FakeDisk afterPowerCut(Random random) {
    FakeDisk result = new FakeDisk();
    (random != null && random.nextBoolean() ? names : forcedNames)
        .forEach((name, file) -> result.put(name, afterPowerCut(file, random)));
    return result;
  }

  private static byte[] afterPowerCut(FakeFile file, Random random) {
    byte[] content = file.forced.clone();
    for (Pending pending : file.pending) {
      if (random == null || random.nextInt(3) == 0) {
        continue;
      }
      int length = pending.bytes == null ? 0 : pending.bytes.length;
      boolean torn = length > 0 && random.nextInt(3) == 0;
      int from = torn ? random.nextInt(length) : 0;
      int to = torn ? from + random.nextInt(length - from) : length;
      content = applied(pending, from, to, content);
    }
    return content;
  }

  /** Changes the content in place if it has the room. */
  private static byte[] applied(Pending pending, int from, int to, byte[] content) {
    int position = (int) pending.position;
    if (pending.bytes == null) {
      return Arrays.copyOf(content, position);
    }
    int end = position + to;
    byte[] result = end > content.length ? Arrays.copyOf(content, end) : content;
    System.arraycopy(pending.bytes, from, result, position + from, to - from);
    return result;
  }

  /** Returns a copy as it is now. */
  FakeDisk copy() {
    FakeDisk result = new FakeDisk();
    names.forEach((name, file) -> result.put(name, file.now.clone()));
    return result;
  }

  List<String> names() {
    return names.keySet().stream().sorted().toList();
  }

  byte[] get(String name) {
    return names.get(name).now;
  }

  void put(String name, byte[] content) {
    FakeFile file = new FakeFile();
    file.now = content;
    file.forced = content.clone();
    names.put(name, file);
    forcedNames.put(name, file);
  }

  void remove(String name) {
    names.remove(name);
    forcedNames.remove(name);
  }

  void removeAll() {
    names.clear();
    forcedNames.clear();
  }

  @Override
  public void lock() throws IOException {
    fault.before("lock");
  }

  @Override
  public boolean exists(String name) {
    return names.containsKey(name);
  }

  @Override
  public Content openToRead(String name) throws IOException {
    fault.before("open");
    FakeFile file = names.get(name);
    if (file == null) {
      throw new FileNotFoundException(name);
    }
    return new FakeContent(name, file);
  }

  @Override
  public Content openToWrite(String name) throws IOException {
    fault.before("openToWrite");
    return new FakeContent(name, names.computeIfAbsent(name, n -> new FakeFile()));
  }

  @Override
  public void force() throws IOException {
    onForce.run();
    fault.before("forceNames");
    forcedNames.clear();
    forcedNames.putAll(names);
    onForce.run();
  }

  @Override
  public void delete(String name) throws IOException {
    fault.before("delete");
    names.remove(name);
  }

  @Override
  public String setAside(String name) throws IOException {
    fault.before("setAside");
    int number = 1;
    while (exists(name + ".corrupt-" + number)) {
      number++;
    }
    names.put(name + ".corrupt-" + number, names.remove(name));
    force();
    return name + ".corrupt-" + number;
  }

  /** Returns the pages that were forced, each once for every time that it was. */
  long pagesWritten() {
    return pagesWritten;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  @Override
  public void close() {
    // nothing is open
  }

  @Override
  public String toString() {
    return "fake disk";
  }

  private final class FakeContent implements Content {
    private final String name;
    private final FakeFile file;

    FakeContent(String name, FakeFile file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      fault.before("read");
      if (position < file.now.length) {
        int length = (int) Math.min(target.remaining(), file.now.length - position);
        target.put(file.now, (int) position, length);
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      fault.before("write");
      byte[] bytes = new byte[(int) Math.min(source.remaining(), room)];
      source.get(bytes);
      room -= bytes.length;
      bytesWritten += bytes.length;
      if (bytes.length > 0) {
        Pending write = new Pending(position, bytes);
        file.now = applied(write, 0, bytes.length, file.now);
        file.pending.add(write);
      }
      if (source.hasRemaining()) {
        throw new IOException("No space left on device");
      }
      fault.before("written");
    }

    @Override
    public void force() throws IOException {
      onForce.run();
      fault.before("force");
      pagesWritten += pages();
      for (Pending pending : file.pending) {
        int length = pending.bytes == null ? 0 : pending.bytes.length;
        file.forced = applied(pending, 0, length, file.forced);
      }
      file.pending.clear();
      onForce.run();
      fault.before("forced");
    }

    private long pages() {
      return file.pending.stream()
          .filter(pending -> pending.bytes != null)
          .flatMapToLong(
              pending ->
                  LongStream.rangeClosed(
                      pending.position / PAGE,
                      (pending.position + pending.bytes.length - 1) / PAGE))
          .distinct()
          .count();
    }

    @Override
    public long size() {
      return file.now.length;
    }

    @Override
    public void truncate(long size) throws IOException {
      fault.before("truncate");
      file.now = Arrays.copyOf(file.now, (int) Math.min(size, file.now.length));
      file.pending.add(new Pending(file.now.length, null));
    }

    @Override
    public boolean isInPlace() {
      return names.get(name) == file;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
