package gateway.mqtt;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was said of attempts that fail. Each wording is worth one line until an attempt succeeds,
 * also where attempts fail in turn in two ways; figures do not make another wording. For one
 * thread.
 */
public final class SaidOnce {

  private static final int MAX_WORDINGS = 16;
  private static final Pattern FIGURE = Pattern.compile("[0-9]+");

  private final Set<String> said = new HashSet<>();

  /** Tells whether something has not been said yet, and counts it as said. */
  public boolean isNew(String wording) {
    return said.size() < MAX_WORDINGS && said.add(FIGURE.matcher(wording).replaceAll("0"));
  }

  /** An attempt has succeeded: the next failure is news. */
  public void forget() {
    said.clear();
  }
}
