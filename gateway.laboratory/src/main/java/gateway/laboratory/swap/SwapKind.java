package gateway.laboratory.swap;

/** What happens to the modules while their devices send. */
enum SwapKind {
  BESIDE("newer version beside, mv", true),
  BESIDE_COPIED("newer version beside, cp", true),
  OVERWRITTEN("same file, cp", true),
  REPLACED("same file, mv", true),
  REMOVED_AND_COPIED("same file, rm and cp", true),
  SLOWLY_COPIED("same file, cp over 1.2 s", true),
  NEWEST_DELETED("newest deleted", true),
  OLDER_DELETED("older one deleted", true),
  SLOW_FOR_ONE("slow for one device", true),
  CHANGED_WHILE_TRIED("changed while it is tried", true),
  HALF_BROKEN("50 jars, 25 broken", true),
  REFUSES("refuses every status", false),
  REFUSES_LATER("refuses after 20 statuses", false),
  REFUSES_OVER("refuses, same file", false),
  NOT_A_ZIP("not a zip", false),
  TRUNCATED("truncated", false),
  TRUNCATED_OVER("truncated, same file", false),
  EXPORTS("exports a package", false),
  MISSING_IMPORT("imports what is missing", false),
  FAILS_TO_ACTIVATE("activation throws", false),
  FAILS_TO_MAKE_DEVICES("newDevice throws", false),
  THROWS("throws always", false),
  THROWS_LATER("throws after 20 statuses", false),
  THROWS_OVER("the same, same file", false),
  SLOW("slow always", false),
  SLOW_LATER("slow after 20 statuses", false);

  private final String label;
  private final boolean serves;

  SwapKind(String label, boolean serves) {
    this.label = label;
    this.serves = serves;
  }

  String label() {
    return label;
  }

  /** Tells whether another version takes over; otherwise one is refused or set aside. */
  boolean serves() {
    return serves;
  }
}
