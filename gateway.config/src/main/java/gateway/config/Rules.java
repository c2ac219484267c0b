package gateway.config;

import gateway.mqtt.BrokerHost;
import gateway.protocol.tls.TlsFileException;
import gateway.protocol.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of PROTOCOL section 6.4 that concern more than one key, or more than a type. */
final class Rules {

  static final String DEPLOYER = "gateway.deployer";

  private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");
  private static final Pattern ANY_TEXT = Pattern.compile(".+");
  private static final Pattern CAR_ID = Pattern.compile("[^+#\\s]+");
  private static final String EXTERNAL = "gateway.external";
  private static final String IPC = "gateway.ipc";
  private static final long MAX_MODULE = 0xFFFF_FFFFL;

  private final Draft draft;
  private final Map<String, Hashtable<String, Object>> checked;
  private final Map<String, String> carriers = new HashMap<>();
  private final Map<String, String> brokers = new HashMap<>();

  private Rules(Draft draft, Map<String, Hashtable<String, Object>> checked) {
    this.draft = draft;
    this.checked = checked;
  }

  static void check(Draft draft, Map<String, Hashtable<String, Object>> checked) {
    new Rules(draft, checked).check();
  }

  private void check() {
    if (draft.has(EXTERNAL) || !draft.endpoints().isEmpty()) {
      boolean poc = "poc".equals(properties(EXTERNAL).get("topic-scheme"));
      Pattern names = poc ? ANY_TEXT : NAME;
      text("company", names);
      text("vehicle", names);
      if (poc) {
        text("car-id", CAR_ID);
      }
    }
    if (draft.endpoints().isEmpty()) {
      draft.warn("no endpoint is configured: nothing is sent to a cloud");
    }
    draft.endpoints().forEach(this::endpoint);
    if (draft.has(IPC)) {
      if (properties(IPC).get("host") instanceof String host) {
        BrokerHost.fault(host).ifPresent(rule -> draft.fault(origin(IPC, "host"), rule));
      }
      tls(IPC, properties(IPC));
    }
    signatures(properties(DEPLOYER));
    folder(EXTERNAL, "store-dir");
    folder(DEPLOYER, "dir");
  }

  private void folder(String pid, String key) {
    if (properties(pid).get(key) instanceof String path) {
      draft.resolve(Path.of(""), path, origin(pid, key));
    }
  }

  private void signatures(Hashtable<String, Object> properties) {
    if (!Boolean.TRUE.equals(properties.get("require-signature"))) {
      return;
    }
    String store = "trust-store";
    String passwordFile = "trust-store-password-file";
    if (!given(properties, store)) {
      draft.missing(DEPLOYER, store);
    }
    boolean readable = true;
    for (String key : List.of(store, passwordFile)) {
      if (given(properties, key) && !isReadable(properties.get(key))) {
        readable = false;
        draft.fault(
            origin(DEPLOYER, key), "must be a readable file, " + properties.get(key) + " is none");
      }
    }
    if (readable && given(properties, store)) {
      openStore(properties.get(store), properties.get(passwordFile));
    }
  }

  private void openStore(@Nullable Object store, @Nullable Object passwordFile) {
    try {
      char[] password =
          passwordFile == null
              ? null
              : TextFile.read(Path.of(passwordFile.toString())).strip().toCharArray();
      KeyStore.getInstance(Path.of(String.valueOf(store)).toFile(), password);
    } catch (IOException | GeneralSecurityException e) {
      draft.fault(
          origin(DEPLOYER, "trust-store"),
          "must be a key store that trust-store-password-file opens: " + e.getMessage());
    }
  }

  private void text(String key, Pattern rule) {
    if (draft.get(EXTERNAL, key).isEmpty()) {
      draft.missing(EXTERNAL, key);
    } else if (properties(EXTERNAL).get(key) instanceof String name
        && !rule.matcher(name).matches()) {
      draft.fault(origin(EXTERNAL, key), "must match ^" + rule.pattern() + "$, is \"" + name + '"');
    }
  }

  private Hashtable<String, Object> properties(String pid) {
    return checked.getOrDefault(pid, new Hashtable<>());
  }

  private void endpoint(String pid) {
    Hashtable<String, Object> properties = properties(pid);
    for (String key : List.of("host", "port", "modules")) {
      if (draft.get(pid, key).isEmpty()) {
        draft.missing(pid, key);
      }
    }
    if (properties.get("host") instanceof String host) {
      Optional<String> rule = BrokerHost.fault(host);
      rule.ifPresent(broken -> draft.fault(origin(pid, "host"), broken));
      if (rule.isEmpty() && properties.get("port") instanceof Integer port) {
        broker(pid, host, port);
      }
    }
    if (properties.get("modules") instanceof String[] modules) {
      if (modules.length == 0) {
        draft.fault(origin(pid, "modules"), "must not be empty");
      }
      for (String module : modules) {
        module(pid, module);
      }
    }
    tls(pid, properties);
  }

  private void broker(String pid, String host, int port) {
    String address =
        (BrokerHost.isLoopback(host) ? "loopback" : host.toLowerCase(Locale.ROOT)) + ':' + port;
    String other = brokers.putIfAbsent(address, origin(pid, "host"));
    if (other != null) {
      draft.fault(
          origin(pid, "host"),
          "is the same broker as "
              + other
              + ", where the client ids would collide: name its modules in one endpoint");
    }
  }

  private void module(String pid, String module) {
    String origin = origin(pid, "modules");
    if (!module.equals("*") && !isModuleNumber(module)) {
      draft.fault(
          origin, "must be module numbers from 0 to 4294967295 or \"*\", has \"" + module + '"');
      return;
    }
    String other = carriers.putIfAbsent(module, origin);
    if (other != null) {
      draft.fault(
          origin,
          (module.equals("*") ? "\"*\"" : "module " + module)
              + (other.equals(origin) ? " is named twice" : " is already named by " + other));
    }
  }

  private static boolean isModuleNumber(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MAX_MODULE;
  }

  private void tls(String pid, Hashtable<String, Object> properties) {
    boolean ssl = Boolean.TRUE.equals(properties.get("ssl"));
    boolean cert = given(properties, "client-cert");
    boolean key = given(properties, "client-key");
    int unreadable = 0;
    if (ssl && !given(properties, "ca-file")) {
      draft.missing(pid, "ca-file");
    }
    if (ssl && key && !cert) {
      draft.fault(origin(pid, "client-key"), "needs client-cert too");
    }
    for (String file : List.of("ca-file", "client-cert", "client-key")) {
      if (ssl && given(properties, file) && !isReadable(properties.get(file))) {
        unreadable++;
        draft.fault(
            origin(pid, file), "must be a readable file, " + properties.get(file) + " is none");
      }
    }
    if (ssl && unreadable == 0 && given(properties, "ca-file") && (cert || !key)) {
      open(
          pid,
          new TlsFiles(
              text(properties, "ca-file"),
              text(properties, "client-cert"),
              text(properties, "client-key")));
    }
    if (given(properties, "password") && !given(properties, "user")) {
      draft.fault(origin(pid, "password"), "needs user too");
    }
  }

  private void open(String pid, TlsFiles files) {
    try {
      files.check();
    } catch (TlsFileException e) {
      draft.fault(origin(pid, e.key()), e.rule());
    }
  }

  private static String text(Hashtable<String, Object> properties, String key) {
    return properties.getOrDefault(key, "").toString();
  }

  private static boolean given(Hashtable<String, Object> properties, String key) {
    return properties.get(key) instanceof String text && !text.isBlank();
  }

  private static boolean isReadable(@Nullable Object path) {
    Path file = Path.of(String.valueOf(path));
    return Files.isRegularFile(file) && Files.isReadable(file);
  }

  private String origin(String pid, String key) {
    return draft.get(pid, key).map(Setting::origin).orElse(pid + '.' + key);
  }
}
