package gateway.api.view;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How a deployment has ended, or where it stands: one line, the same words in log, shell, page,
 * event, health and metric. Immutable.
 *
 * @param kind what kind of end
 * @param text the line, to be read after the name of the file or module, such as {@code serves 1
 *     (types 0,1)}; not empty
 */
public record Outcome(Kind kind, String text) {

  /** Kinds of ends, the one that an operator should look at first comes last. */
  public enum Kind {
    /** It is still being written, started or tried: this is not the end. */
    ARRIVES,
    /** It serves a number. */
    SERVES,
    /** A newer version of it serves. */
    STANDS_BY,
    /** Another module has the number. */
    WAITS,
    /** Another component or version that it hides behind serves in its place, unintentionally. */
    SERVES_NOBODY,
    /** It refuses what the version before accepts, so that one goes on. */
    REFUSES,
    /** It runs, but no module of it is there. */
    OFFERS_NO_MODULE,
    /** A module of it failed and was set aside. */
    SET_ASIDE,
    /** It does not arrive, or the folder cannot be read. */
    UNREADABLE,
    /** It was not installed, or not started. */
    REFUSED;

    /** Tells whether someone who has deployed this wanted something else. */
    public boolean isFault() {
      return compareTo(WAITS) > 0;
    }
  }

  /**
   * Makes a value.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the text is empty
   */
  public Outcome {
    Objects.requireNonNull(kind, "kind");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an outcome without words");
    }
  }

  /** Returns the outcome of a jar with several modules: the worst kind, and all the words. */
  public static Outcome of(List<Outcome> modules) {
    return new Outcome(
        modules.stream().map(Outcome::kind).max(Comparator.naturalOrder()).orElseThrow(),
        modules.stream().map(Outcome::text).distinct().collect(Collectors.joining("; ")));
  }

  /** Returns the line. */
  @Override
  public String toString() {
    return text;
  }
}
