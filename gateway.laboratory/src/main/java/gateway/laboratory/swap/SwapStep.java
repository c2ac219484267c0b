package gateway.laboratory.swap;

import java.util.OptionalLong;

/**
 * Something that happened to the modules, and what became of it.
 *
 * @param begun before the first change of the folder
 * @param complete after the last one
 * @param effect when it had its effect, if that was seen
 * @param verdict of the gateway about a version that it did not take, if it was seen
 * @param words of the gateway about it, for people
 * @param fault what was not as it should be, or empty
 */
record SwapStep(
    SwapKind kind,
    long begun,
    long complete,
    OptionalLong effect,
    Verdict verdict,
    String words,
    String fault) {

  /** What the gateway did with a version. */
  enum Verdict {
    /** It took it, or nothing was seen. */
    NONE,
    REFUSED,
    SET_ASIDE,
    /** It refuses what the version before accepts. */
    KEPT_OUT
  }

  /** Returns how long it took from the last change of the folder to the effect. */
  OptionalLong nanos() {
    return effect.isPresent()
        ? OptionalLong.of(effect.getAsLong() - complete)
        : OptionalLong.empty();
  }
}
