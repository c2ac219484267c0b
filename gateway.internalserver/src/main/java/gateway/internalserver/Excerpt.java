package gateway.internalserver;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;

/** What the log shows of a payload, at level TRACE only: its beginning, as text. */
record Excerpt(Payload payload) {

  private static final int MAX_BYTES = 200;

  @Override
  public String toString() {
    int shown = Math.min(payload.size(), MAX_BYTES);
    byte[] all = payload.toByteArray();
    String text =
        new String(all, 0, shown, StandardCharsets.UTF_8).replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    return payload + ": " + text + (shown < payload.size() ? "…" : "");
  }
}
