package gateway.web.access;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which requests are let through to the login, decided by their head alone: no name that an
 * attacker's DNS made this machine's, no change on behalf of another site, no endless body.
 *
 * @param hostNames names that may stand for this machine, lower case
 * @param maxBytes longest body
 */
record AccessRules(Set<String> hostNames, long maxBytes) {

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE");

  /** The parts of a request that the rules need; empty for a header that is absent. */
  record Head(
      String method,
      boolean secure,
      String host,
      Optional<String> origin,
      Optional<String> referer,
      Optional<String> fetchSite,
      long length) {}

  /** The reason of a refused request. */
  record Refusal(int status, String reason) {}

  static AccessRules of(String address, String[] hostNames, long maxBytes) {
    Set<String> names =
        Stream.concat(Stream.of(hostNames), Stream.of("localhost", address))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return new AccessRules(names, maxBytes);
  }

  Optional<Refusal> check(Head head) {
    if (!isOurName(head.host())) {
      return Optional.of(
          new Refusal(
              421, "unknown host name: use an IP address, or add it to gateway.web.host-names"));
    }
    if (READING.contains(head.method())) {
      return Optional.empty();
    }
    if (!CHANGING.contains(head.method())) {
      return Optional.of(new Refusal(405, "method not allowed"));
    }
    if (!isSameOrigin(head)) {
      return Optional.of(new Refusal(403, "a request from another site"));
    }
    if (head.length() < 0) {
      return Optional.of(new Refusal(411, "a request with a body needs Content-Length"));
    }
    return head.length() > maxBytes
        ? Optional.of(new Refusal(413, "more than " + maxBytes + " bytes"))
        : Optional.empty();
  }

  /**
   * Only a host name can be redirected to this machine by an attacker: an IP address is always
   * accepted.
   */
  private boolean isOurName(String host) {
    String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    return name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.%]+]")
        || hostNames.contains(name);
  }

  /** Browsers send the origin of a change; programs may omit it. */
  private static boolean isSameOrigin(Head head) {
    if (head.fetchSite().isPresent()) {
      return Set.of("same-origin", "none").contains(head.fetchSite().get());
    }
    Optional<String> source = head.origin().or(head::referer);
    return source.isEmpty() || isAt(source.get(), head);
  }

  /** Over TLS only a page that came over TLS is accepted: another may be forged. */
  private static boolean isAt(String url, Head head) {
    try {
      URI source = URI.create(url);
      return head.host().equalsIgnoreCase(source.getAuthority())
          && (!head.secure() || "https".equalsIgnoreCase(source.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
