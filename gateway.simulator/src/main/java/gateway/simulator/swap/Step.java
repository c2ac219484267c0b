package gateway.simulator.swap;

/**
 * Something that happened to the modules, and what became of it.
 *
 * @param begun before the first change of the folder
 * @param complete after the last one
 * @param ended when it had its effect
 * @param words of the gateway about a version that it did not take, if they were seen
 * @param fault what was not as it should be, or empty
 */
record Step(Kind kind, long begun, long complete, long ended, String words, String fault) {

  /** Returns how long it took from the last change of the folder to the effect. */
  long nanos() {
    return ended - complete;
  }
}
