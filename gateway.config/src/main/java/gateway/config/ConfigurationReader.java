package gateway.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;

/** From all sources to the properties of each PID. Needs no container. */
final class ConfigurationReader {

  /** The outcome; with faults, the properties are of no use. */
  record Result(Draft draft, Map<String, Hashtable<String, Object>> properties) {}

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

  /** Reads everything anew. */
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
    try {
      Map<String, Object> content = Json.parseObject(Files.readString(file));
      if (ProductionForm.recognises(content)) {
        ProductionForm.read(content, file.getParent(), arguments.port().isPresent(), draft);
      } else if (PocForm.recognises(content)) {
        PocForm.read(content, draft);
      } else {
        NativeForm.read(content, file.getParent(), draft);
      }
      return true;
    } catch (Json.SyntaxException e) {
      draft.fault(file.toString(), e.getMessage());
    } catch (NoSuchFileException e) {
      draft.fault(file.toString(), "there is no such file");
    } catch (CharacterCodingException e) {
      draft.fault(file.toString(), "must be UTF-8 text");
    } catch (IOException e) {
      draft.fault(file.toString(), "cannot be read (" + e.getMessage() + ')');
    }
    return false;
  }
}
