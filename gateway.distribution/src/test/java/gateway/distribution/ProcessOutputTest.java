package gateway.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {

  private static final long LONG = 30_000;

  /** A pipe: takes a line only when somebody reads. */
  private final Pipe pipe = new Pipe();

  private final ProcessOutput output = new ProcessOutput(pipe, line -> line, 0);
  private final PrintStream out = new PrintStream(output, true, UTF_8);
  private final Thread writer = new Thread(output::write, "writer");

  private static final class Pipe extends OutputStream {

    final Semaphore reads = new Semaphore(0);
    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    volatile boolean broken;

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reads.acquireUninterruptibly();
      if (broken) {
        throw new IOException("Broken pipe");
      }
      read.write(bytes, offset, length);
    }

    void readOn() {
      reads.release(1_000_000);
    }

    String text() {
      return read.toString(UTF_8);
    }
  }

  @AfterEach
  void stop() {
    pipe.readOn();
    writer.interrupt();
  }

  @Test
  void whoeverPrintsDoesNotWaitForWhoeverReads() {
    writer.start();
    String line = "x".repeat(99);
    for (int i = 0; i < 100_000; i++) {
      out.println(line); // would never return
    }
    output.drain(1); // nor would this
    pipe.readOn();
    output.drain(LONG);
    String text = pipe.text();
    assertTrue(text.length() < 2 * ProcessOutput.MAX_BYTES);
    long kept = text.lines().filter(line::equals).count();
    String note = text.lines().filter(l -> !l.equals(line)).findFirst().orElseThrow();
    assertEquals(
        100_000 - kept + " lines were dropped here, because nobody read this output", note);
    out.println("later");
    output.drain(LONG);
    assertTrue(pipe.text().endsWith("output\nlater\n"), "the count is told once, at its place");
  }

  @Test
  void aReaderThatHasGoneCostsLinesOnly() {
    pipe.broken = true;
    pipe.readOn();
    writer.start();
    out.println("lost");
    output.drain(LONG);
    pipe.broken = false;
    out.println("read");
    output.drain(LONG);
    assertTrue(pipe.text().endsWith("read\n"), pipe.text());
  }

  @Test
  void aPromptIsWrittenBeforeItsLineEnds() {
    pipe.readOn();
    writer.start();
    out.print("g! ");
    out.flush();
    output.drain(LONG);
    assertEquals("g! ", pipe.text());
  }

  @Test
  void aLineWithoutEndDoesNotFillTheMemory() {
    pipe.readOn();
    writer.start();
    for (int i = 0; i < 1000; i++) {
      out.print("y".repeat(1000));
    }
    out.println();
    out.println("next");
    output.drain(LONG);
    assertTrue(pipe.text().endsWith("next\n"), "ends with " + pipe.text().length());
    assertTrue(pipe.text().length() < 2 * ProcessOutput.MAX_BYTES);
  }

  @Test
  void linesWaitUntilTheFormatIsKnownOrTheProcessEnds() {
    ProcessOutput held = new ProcessOutput(pipe, line -> line, Long.MAX_VALUE / 2);
    Thread holding = new Thread(held::write, "holding");
    holding.start();
    pipe.readOn();
    new PrintStream(held, true, UTF_8).println("early");
    held.drain(LONG);
    assertEquals("early\n", pipe.text());
    holding.interrupt();
  }

  @Test
  void anyTextBecomesAJsonObject() {
    assertEquals(
        "{\"timestamp\":1,\"level\":\"INFO\",\"loggerName\":\"stdout\","
            + "\"message\":\"a \\\"b\\\" \\\\ \\u0009 \\u001b[1m é\"}\n",
        ProcessOutput.json(1, "a \"b\" \\ \t \u001b[1m é", "stdout", "INFO"));
  }
}
