package gateway.laboratory.swap;

import java.util.OptionalLong;

/**
 * Something that happened to the modules, and what became of it.
 *
 * @param begun before the first change of the folder
 * @param complete after the last one
 * @param effect when it had its effect, if that was seen
 * @param words of the gateway about a version that it did not take, if they were seen
 * @param fault what was not as it should be, or empty
 */
record Step(Kind kind, long begun, long complete, OptionalLong effect, String words, String fault) {

  /** Returns how long it took from the last change of the folder to the effect. */
  OptionalLong nanos() {
    return effect.isPresent()
        ? OptionalLong.of(effect.getAsLong() - complete)
        : OptionalLong.empty();
  }
}
