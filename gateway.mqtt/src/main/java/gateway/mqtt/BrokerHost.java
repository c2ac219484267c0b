package gateway.mqtt;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host as people write it: a name, perhaps with underscores or letters beyond ASCII, or an
 * address, of IPv6 with or without brackets.
 */
public final class BrokerHost {

  /** Of IPv6, with a zone if need be. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*[.]?");
  private static final int MAX_NAME = 253;

  private BrokerHost() {}

  /** Returns the rule that a host breaks, if it breaks one. Resolves nothing. */
  public static Optional<String> fault(String host) {
    if (host.isBlank()) {
      return Optional.of("must not be empty");
    }
    if (ADDRESS.matcher(withoutBrackets(host)).matches()) {
      return Optional.empty();
    }
    boolean more = host.contains("/") || host.contains(":");
    return isName(host)
        ? Optional.empty()
        : Optional.of(
            "must be a host name or an address"
                + (more ? ", without protocol, port and path" : "")
                + ", is \""
                + host
                + '"');
  }

  private static boolean isName(String host) {
    try {
      String name = ascii(host);
      return NAME.matcher(name).matches() && name.length() <= MAX_NAME;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the name that certificates and name servers know a host by, or its address. */
  static String ascii(String host) {
    String bare = withoutBrackets(host);
    return bare.contains(":") ? bare : IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") && host.contains(":")
        ? host.substring(1, host.length() - 1)
        : host;
  }

  /**
   * Finds the address, as the system does; may wait.
   *
   * @throws UnknownHostException naming the host
   */
  public static InetAddress resolve(String host) throws UnknownHostException {
    try {
      return InetAddress.getByName(ascii(host));
    } catch (UnknownHostException e) {
      // the system's message may be the name alone
      UnknownHostException named = new UnknownHostException("unknown host " + host);
      named.initCause(e);
      throw named;
    }
  }

  /**
   * Tells whether a host is this machine by its own name or address for itself. Resolves nothing.
   */
  public static boolean isLoopback(String host) {
    String bare = withoutBrackets(host);
    if (bare.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean numbers = bare.matches("127([.][0-9]{1,8}){1,3}") || ADDRESS.matcher(bare).matches();
    try {
      return numbers && InetAddress.getByName(bare).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
