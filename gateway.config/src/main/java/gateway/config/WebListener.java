package gateway.config;

import gateway.mqtt.BrokerHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The web console's listener: the rules of {@code gateway.web} that concern more than one key, and
 * the configuration of its HTTP server (Felix and Jetty, which have PIDs of their own).
 */
final class WebListener {

  static final String PID = "gateway.web";

  private static final String SERVER = "org.apache.felix.http";
  private static final String CONSOLE = "org.apache.felix.webconsole.internal.servlet.OsgiManager";
  private static final String DEFAULT_ADDRESS = "127.0.0.1";
  private static final int DEFAULT_PORT = 8080;

  /** As {@code ./gateway hash-password} prints it. */
  private static final Pattern HASH =
      Pattern.compile("pbkdf2-sha256:[1-9][0-9]{3,8}:[A-Za-z0-9+/]{22,}={0,2}:[A-Za-z0-9+/]{43}=");

  private WebListener() {}

  /** Checks the listener; does nothing with {@code --no-http}. */
  static void check(Draft draft, Map<String, Hashtable<String, Object>> checked) {
    Hashtable<String, Object> web = checked.get(PID);
    if (web == null) {
      return;
    }
    String password = text(web, "password");
    if (!password.isEmpty() && !HASH.matcher(password).matches()) {
      draft.fault(origin(draft, "password"), "must be a hash as ./gateway hash-password prints it");
    }
    String address = text(web, "address");
    boolean beyond = !address.isEmpty() && !BrokerHost.isLoopback(address);
    if (beyond && password.isEmpty()) {
      draft.fault(
          origin(draft, "address"),
          address
              + " is not a loopback address and needs "
              + PID
              + ".password: see ./gateway hash-password");
    }
    boolean tls = !text(web, "keystore").isEmpty();
    if (beyond && !tls) {
      draft.warn(
          "web console: without "
              + PID
              + ".keystore (TLS) its password crosses the network as plain text");
    }
    if (tls) {
      keystore(draft, web);
    }
  }

  private static void keystore(Draft draft, Hashtable<String, Object> web) {
    Path file = Path.of(text(web, "keystore"));
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      draft.fault(origin(draft, "keystore"), "must be a readable file, " + file + " is none");
    } else if (!text(web, "keystore-password").isEmpty()) {
      open(draft, file, text(web, "keystore-password"));
    }
    if (text(web, "keystore-password").isEmpty()) {
      draft.missing(PID, "keystore-password");
    }
  }

  /** The HTTP server would only log that it cannot listen. */
  private static void open(Draft draft, Path file, String password) {
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
          return;
        }
      }
      draft.fault(origin(draft, "keystore"), file + " holds no private key with its certificate");
    } catch (IOException | GeneralSecurityException e) {
      draft.fault(
          origin(draft, "keystore"),
          file + " must be a PKCS#12 file that keystore-password opens: " + e.getMessage());
    }
  }

  private static String text(Hashtable<String, Object> properties, String key) {
    return properties.get(key) instanceof String text ? text.strip() : "";
  }

  private static String origin(Draft draft, String key) {
    return draft.get(PID, key).map(Setting::origin).orElse(PID + '.' + key);
  }

  /** Adds the configurations of the HTTP server and of the Felix Web Console. */
  static void configure(Map<String, Hashtable<String, Object>> checked) {
    Hashtable<String, Object> web = checked.get(PID);
    if (web == null) {
      return;
    }
    Hashtable<String, Object> server = checked.computeIfAbsent(SERVER, pid -> new Hashtable<>());
    String address =
        Optional.of(text(web, "address")).filter(text -> !text.isEmpty()).orElse(DEFAULT_ADDRESS);
    Object port = web.getOrDefault("port", DEFAULT_PORT);
    boolean tls = !text(web, "keystore").isEmpty();
    server.put("org.apache.felix.http.host", address);
    server.put("org.apache.felix.http.enable", !tls);
    server.put("org.apache.felix.https.enable", tls);
    server.put(tls ? "org.osgi.service.http.port.secure" : "org.osgi.service.http.port", port);
    if (tls) {
      server.put("org.apache.felix.https.keystore", text(web, "keystore"));
      server.put("org.apache.felix.https.keystore.password", text(web, "keystore-password"));
      server.put("org.apache.felix.https.keystore.key.password", text(web, "keystore-password"));
      server.putIfAbsent("org.apache.felix.https.keystore.type", "PKCS12");
    }
    server.putIfAbsent("org.apache.felix.http.jetty.threadpool.max", 8);
    server.putIfAbsent("org.apache.felix.http.jetty.acceptors", 1);
    server.putIfAbsent("org.apache.felix.http.jetty.selectors", 1);
    server.putIfAbsent("org.apache.felix.http.timeout", 30_000);
    checked
        .computeIfAbsent(CONSOLE, pid -> new Hashtable<>())
        .putIfAbsent("default.render", "fleet");
  }
}
