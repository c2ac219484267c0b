package gateway.laboratory.outage;

/** Takes what must not be. Called on any thread. */
@FunctionalInterface
interface Findings {

  /** Something that the gateway must never do was seen. */
  void violation(String what);
}
