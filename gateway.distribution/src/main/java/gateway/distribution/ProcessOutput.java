package gateway.distribution;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Standard output or standard error of the running gateway. Whoever writes never waits for whoever
 * reads: a thread of its own writes the lines, and lines that find no room are counted, which is
 * said as soon as there is room again.
 *
 * <p>Lines wait until it is known whether the log consists of JSON objects: then a line that is
 * none becomes one.
 */
final class ProcessOutput extends OutputStream {

  /** System property in which {@code gateway.config} says what the log consists of. */
  static final String FORMAT = "gateway.log-format";

  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_LINE = MAX_BYTES / 4;
  private static final long MAX_HOLD = TimeUnit.SECONDS.toNanos(5);
  private static final long HOLD_MILLIS = 20;
  private static final long DRAIN_MILLIS = 500;

  private final OutputStream target;
  private final UnaryOperator<byte[]> format;
  private final long heldUntil;
  private final Queue<byte[]> lines = new ArrayDeque<>();
  private ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean tooLong;
  private int bytes;
  private long dropped;
  private boolean writing;
  private boolean draining;

  /**
   * Makes one; {@link #write()} is to be run by a thread of its own.
   *
   * @param format makes a line, with its end, what is written
   * @param maxHold nanoseconds for which lines wait until the format is known
   */
  ProcessOutput(OutputStream target, UnaryOperator<byte[]> format, long maxHold) {
    this.target = target;
    this.format = format;
    this.heldUntil = System.nanoTime() + maxHold;
  }

  /** Puts it in the place of both outputs of the process, until the process ends. */
  static void install() {
    ProcessOutput out = install("stdout", FileDescriptor.out, "INFO");
    ProcessOutput err = install("stderr", FileDescriptor.err, "WARN");
    System.setOut(out.printStream());
    System.setErr(err.printStream());
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessOutput::drainAll, "output"));
  }

  private static ProcessOutput install(String name, FileDescriptor file, String level) {
    Charset charset = Charset.defaultCharset();
    ProcessOutput output =
        new ProcessOutput(
            new FileOutputStream(file), line -> formatted(line, name, level, charset), MAX_HOLD);
    Thread writer = new Thread(output::write, name);
    writer.setDaemon(true);
    writer.start();
    return output;
  }

  private PrintStream printStream() {
    return new Stream(this);
  }

  /** Waits until what was printed so far is written, but not long: perhaps nobody reads. */
  static void drainAll() {
    for (PrintStream stream : new PrintStream[] {System.out, System.err}) {
      if (stream instanceof Stream ours) {
        ours.output.drain(DRAIN_MILLIS);
      }
    }
  }

  private static final class Stream extends PrintStream {

    private final ProcessOutput output;

    Stream(ProcessOutput output) {
      super(output, true, Charset.defaultCharset());
      this.output = output;
    }
  }

  // Whoever prints.

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] printed, int offset, int length) {
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (printed[i] == '\n') {
        add(printed, from, i + 1 - from);
        offer();
        from = i + 1;
      }
    }
    add(printed, from, offset + length - from);
  }

  /** Bytes without the end of a line are written only where a line is not changed as a whole. */
  @Override
  public synchronized void flush() {
    if (begun.size() > 0 && !isJson()) {
      offer();
    }
  }

  private void add(byte[] printed, int offset, int length) {
    if (tooLong || begun.size() + length > MAX_LINE) {
      tooLong = true;
    } else {
      begun.write(printed, offset, length);
    }
  }

  private void offer() {
    byte[] line = begun.toByteArray();
    begun.reset();
    if (tooLong || bytes + line.length > MAX_BYTES) {
      tooLong = false;
      dropped++;
      return;
    }
    sayDropped();
    lines.add(line);
    bytes += line.length;
    notifyAll();
  }

  private void sayDropped() {
    if (dropped > 0) {
      byte[] note =
          (dropped + " lines were dropped here, because nobody read this output\n")
              .getBytes(StandardCharsets.US_ASCII);
      lines.add(note);
      bytes += note.length;
      dropped = 0;
    }
  }

  // Whoever writes.

  /** Writes for ever; may be held up in it. */
  void write() {
    try {
      while (true) {
        byte[] line = next();
        try {
          target.write(format.apply(line));
          target.flush();
          written(0);
        } catch (IOException e) {
          written(1); // who reads has gone
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    while (System.getProperty(FORMAT) == null && System.nanoTime() - heldUntil < 0 && !draining) {
      wait(HOLD_MILLIS);
    }
    while (lines.isEmpty()) {
      sayDropped();
      if (lines.isEmpty()) {
        wait();
      }
    }
    writing = true;
    byte[] line = lines.remove();
    bytes -= line.length;
    return line;
  }

  private synchronized void written(int lost) {
    writing = false;
    dropped += lost;
    notifyAll();
  }

  /** Waits until everything is written, for at most so long. */
  synchronized void drain(long millis) {
    draining = true;
    notifyAll();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (writing || !lines.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The format.

  private static boolean isJson() {
    return "json".equals(System.getProperty(FORMAT));
  }

  private static byte[] formatted(byte[] line, String name, String level, Charset charset) {
    String text = isJson() ? new String(line, StandardCharsets.UTF_8).strip() : "";
    // the log's own lines begin like this
    if (text.isEmpty() || text.startsWith("{\"sequenceNumber\":") && text.endsWith("}")) {
      return line;
    }
    return json(System.currentTimeMillis(), new String(line, charset).strip(), name, level)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a line of the log in JSON. */
  static String json(long time, String text, String name, String level) {
    StringBuilder json = new StringBuilder(text.length() + 100);
    json.append("{\"timestamp\":").append(time);
    json.append(",\"level\":\"").append(level);
    json.append("\",\"loggerName\":\"").append(name);
    json.append("\",\"message\":\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append("\"}\n").toString();
  }
}
