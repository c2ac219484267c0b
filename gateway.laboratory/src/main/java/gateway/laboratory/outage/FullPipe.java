package gateway.laboratory.outage;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Fills the pipe that a process writes its output to, so that its next line finds no room. */
final class FullPipe {

  /** Lines that begin so are what fills it. */
  static final String FILLER = "~~~~";

  private static final int O_WRONLY_NONBLOCK = 1 | 0x800;
  private static final int LINE = 1024;
  private static final int MOST = 1 << 20;

  /** The functions of the C library that this needs: Java cannot open a pipe without waiting. */
  interface LibC extends Library {
    int open(String path, int flags) throws LastErrorException;

    NativeLong write(int fd, byte[] buffer, NativeLong length) throws LastErrorException;

    int close(int fd) throws LastErrorException;
  }

  private static final LibC LIB = Native.load("c", LibC.class);

  private FullPipe() {}

  /** Fills the standard output of a process, which nobody reads now. */
  static void fill(long pid) throws IOException {
    int fd;
    try {
      fd = LIB.open("/proc/" + pid + "/fd/1", O_WRONLY_NONBLOCK);
    } catch (LastErrorException e) {
      throw new IOException("the output of the gateway cannot be opened: " + e.getMessage(), e);
    }
    try {
      byte[] line =
          (FILLER.repeat(LINE / FILLER.length() - 1) + "~~~\n").getBytes(StandardCharsets.US_ASCII);
      write(fd, line);
      write(fd, new byte[] {'\n'});
    } finally {
      LIB.close(fd);
    }
  }

  private static void write(int fd, byte[] block) {
    try {
      for (int written = 0; written < MOST; written += block.length) {
        LIB.write(fd, block, new NativeLong(block.length));
      }
    } catch (LastErrorException e) {
      return; // full
    }
  }
}
