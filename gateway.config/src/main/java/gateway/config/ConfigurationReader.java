package gateway.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** From all sources to the properties of each PID. Needs no container. */
final class ConfigurationReader {

  /** The outcome; with faults, the properties are of no use. */
  record Result(Draft draft, Map<String, Hashtable<String, Object>> properties) {

    /** Tells whether the file could be read at all. */
    boolean isReadable() {
      return !properties.isEmpty();
    }

    /** Returns the keys that differ from an earlier outcome, and the PIDs that come and go. */
    List<String> differences(Result before) {
      List<String> differences = new ArrayList<>();
      Map<String, Hashtable<String, Object>> earlier = before.properties();
      Set<String> pids = new TreeSet<>(earlier.keySet());
      pids.addAll(properties.keySet());
      for (String pid : pids) {
        if (!earlier.containsKey(pid) || !properties.containsKey(pid)) {
          differences.add((earlier.containsKey(pid) ? "-" : "+") + pid);
          continue;
        }
        Set<String> keys = new TreeSet<>(earlier.get(pid).keySet());
        keys.addAll(properties.get(pid).keySet());
        keys.removeIf(
            key -> Objects.deepEquals(earlier.get(pid).get(key), properties.get(pid).get(key)));
        keys.forEach(key -> differences.add(pid + '.' + key));
      }
      return differences;
    }
  }

  private final Arguments arguments;
  private final Map<String, String> environment;
  private final Schema schema;
  private final ConsoleEdits edits;

  ConfigurationReader(Arguments arguments, Map<String, String> environment, Schema schema) {
    this(arguments, environment, schema, ConsoleEdits.NONE);
  }

  ConfigurationReader(
      Arguments arguments, Map<String, String> environment, Schema schema, ConsoleEdits edits) {
    this.arguments = arguments;
    this.environment = environment;
    this.schema = schema;
    this.edits = edits;
  }

  /** Reads everything again. */
  Result read() {
    Draft draft = new Draft();
    boolean readable = readFile(draft);
    if (!readable) {
      return new Result(draft, Map.of());
    }
    BrokerChoice.apply(arguments.broker(), arguments.config().isEmpty(), draft);
    Secrets.resolve(draft);
    OwnerOverrides.apply(draft);
    Environment.apply(environment, schema, draft);
    StageChoice.apply(arguments.stage(), environment, draft);
    arguments.apply(draft, schema);
    edits.apply(draft);
    Map<String, Hashtable<String, Object>> properties = Checker.check(schema, draft);
    Rules.check(draft, properties);
    LoggingRules.check(draft, properties);
    if (!arguments.noHttp()) {
      WebListener.check(draft, properties);
      WebListener.configure(properties);
    }
    return new Result(draft, properties);
  }

  private boolean readFile(Draft draft) {
    Path file = arguments.file().toAbsolutePath();
    Path folder = file.resolveSibling("");
    try {
      Map<String, Object> content = Json.parseObject(TextFile.read(file));
      if (ProductionForm.recognises(content)) {
        ProductionForm.read(content, folder, arguments.port().isPresent(), draft);
      } else if (PocForm.recognises(content)) {
        PocForm.read(content, draft);
      } else {
        NativeForm.read(content, folder, draft);
      }
      return true;
    } catch (Json.SyntaxException e) {
      draft.fault(file.toString(), String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      draft.fault(file.toString(), "there is no such file");
    } catch (CharacterCodingException e) {
      draft.fault(file.toString(), "must be UTF-8 text");
    } catch (IOException | RuntimeException e) {
      draft.fault(file.toString(), "cannot be read (" + e.getMessage() + ')');
    }
    return false;
  }
}
