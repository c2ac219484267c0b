package gateway.console.support;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;

/**
 * The answer to one line of an attached shell. On the wire a head, {@code done} or {@code failed}
 * and the number of characters, then the text.
 *
 * @param done whether the command was done
 * @param text for people, or JSON
 */
public record ShellAnswer(boolean done, String text) {

  private static final String DONE = "done";
  private static final int MAX_TEXT = 64 << 20;

  /** Writes the answer. */
  public void write(Writer to) throws IOException {
    to.write((done ? DONE : "failed") + ' ' + text.length() + '\n' + text);
    to.flush();
  }

  /** Reads an answer. */
  public static ShellAnswer read(BufferedReader from) throws IOException {
    String head = from.readLine();
    if (head == null) {
      throw new EOFException("the gateway has closed the connection");
    }
    String[] parts = head.split(" ");
    if (parts.length != 2 || !parts[1].matches("[0-9]{1,8}")) {
      throw new IOException("this is no answer: " + head);
    }
    char[] text = new char[Math.min(MAX_TEXT, Integer.parseInt(parts[1]))];
    for (int read = 0; read < text.length; ) {
      int more = from.read(text, read, text.length - read);
      if (more < 0) {
        throw new EOFException("the gateway has closed the connection");
      }
      read += more;
    }
    return new ShellAnswer(parts[0].equals(DONE), new String(text));
  }
}
