package gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import gateway.api.stage.OperatorLine;
import gateway.api.stage.Settings;
import gateway.api.stage.Settings.Setting;
import gateway.api.test.TestViews;
import gateway.api.view.EventKind;
import gateway.api.view.EventsView;
import gateway.console.support.Redaction;
import gateway.console.support.ShellAnswer;
import gateway.console.support.SupportSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupportTest {

  @TempDir Path folder;

  private final OperatorLine commands =
      words -> new OperatorLine.Answer(words.size() == 2, "ž: " + words + "\n");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"password\": \"hunter2\"",
        "\"password\":\"a\\\"hunter2\"",
        "gateway.web.keystore-password = hunter2  (file)",
        "GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PASSWORD=hunter2",
        "\"api-key\": [\"x\", \"hunter2\"]",
        "\"accessToken\" : \"hunter2\"",
        "see https://user:hunter2@mqtt.example/path",
        "mqtt://hunter2@host:1883",
        "https://host/path?token=hunter2&x=1",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2",
        "\"password\": \"pbkdf2-sha256:210000:abc+/:hunter2=\"",
        "secret: 'hunter2 with blanks'",
        "\"password\": \"cut hunter2",
        "\"password\": 42, \"api_key\": \"hunter2\"",
        "\"credentials\": {\"name\": \"}\", \"value\": \"hunter2\"}",
        "\"tokens\": [\"]\", \"hunter2\"]",
        "mqtt://user:p@hunter2@host:1883",
        "mqtt://user:p/hunter2@host:1883",
        "mqtt_pass=a&hunter2,hunter2",
        "PGPWD=a\"hunter2",
        "Authorization: Basic hunter2=",
        "\"authorization\": \"Bearer hunter2\"",
        "authorization=hunter2 more",
        "// \"password\": \"hunter2\", as it was",
        "{\"text\": \"it said {\\\"password\\\": \\\"two hunter2\\\"}\"}",
      })
  void noSecretStays(String text) {
    assertFalse(Redaction.of(text).contains("hunter2"), Redaction.of(text));
  }

  @Test
  void whatIsNoSecretStays() {
    String text =
        """
        { "host": "mqtt.example", "port": 1883, "user": "car1",
          "password-file": "/etc/gateway/password", "modules": ["*"] }
        Device 1/0/token (priority 0) connected from /127.0.0.1:4""";
    assertEquals(text, Redaction.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "-", "\"", "\\", "{", "token", "://", "pass="})
  void whatRepeatsTakesNoTime(String text) {
    assertFalse(Redaction.of(text.repeat(200_000)).isEmpty());
  }

  @Test
  void aLongSecretIsTakenOutToo() {
    String text = "\"private-key\": \"" + "hunter2\\n".repeat(100_000) + "\", \"port\": 1";
    assertEquals("\"private-key\": \"***\", \"port\": 1", Redaction.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"password\": \"hunter2\", \"port\": 1}]",
        "[{\"password\": null}, {\"token\" :42}]",
        "[{\"text\": \"token=hunter2\", \"kind\": \"x\"}]",
        "[{\"text\": \"it said {\\\"password\\\": \\\"hunter2\\\"}\"}]",
        "[{\"text\": \"it said password=\\\"hunter2\\\" twice\"}]",
        "[{\"secrets\": [\"hunter2\"], \"credential\": {\"a\": \"hunter2\"}}]",
      })
  void whatWasJsonIsJson(String text) throws IOException {
    String safe = Redaction.of(text);
    assertFalse(safe.contains("hunter2"), safe);
    try (JsonParser parser = new JsonFactory().createParser(safe)) {
      while (parser.nextToken() != null) {
        assertTrue(parser.hasCurrentToken(), safe);
      }
    }
  }

  private static Map<String, String> unzip(InputStream from) throws IOException {
    Map<String, String> parts = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(from)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  private static final class Fixed implements Settings {
    @Override
    public List<Setting> settings() {
      return List.of(
          new Setting("gateway.external", "company", "demo", "file"),
          new Setting("my.module", "token", "hunter2", "file"));
    }

    @Override
    public void change(String pid, Map<String, Object> values) {
      throw new UnsupportedOperationException();
    }
  }

  private Map<String, String> ask(Path data) throws IOException {
    EventLog log = new EventLog();
    log.doAppend(
        new WrittenLine("gateway.x", EventKind.SESSION_UP, "Endpoint cloud (a:1): session up"));
    log.doAppend(new WrittenLine("some.module", "", "connecting to http://me:hunter2@host/"));
    TestViews views = new TestViews();
    views.set(EventsView.class, log);
    SupportAnswers answers = new SupportAnswers(views, commands, log, "0.1.0", List::of, data);
    views.set(Settings.class, new Fixed());
    answers.open();
    try {
      return unzip(SupportSocket.read(data, SupportSocket.BUNDLE).orElseThrow());
    } finally {
      answers.close();
    }
  }

  @Test
  void aRunningGatewayAnswersWithoutSecrets() throws IOException {
    Map<String, String> parts = ask(folder);
    assertEquals(6, parts.size());
    assertTrue(parts.get("configuration.txt").contains("gateway.external.company = demo"));
    assertTrue(parts.get("events.json").contains("session-up"));
    assertTrue(parts.get("log.txt").contains("Endpoint cloud (a:1): session up"));
    assertTrue(parts.get("states.json").contains("\"endpoints\" : [ ]"));
    assertTrue(parts.get("threads.txt").contains("gateway-support"));
    assertFalse(parts.toString().contains("hunter2"));
    assertTrue(SupportSocket.read(folder, SupportSocket.BUNDLE).isEmpty());
  }

  @Test
  void aLongDataFolderIsNoHindrance() throws IOException {
    Path data = Files.createDirectories(folder.resolve("x".repeat(120)));
    assertEquals(6, ask(data).size());
    try (var left = Files.list(data)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void anAttachedShellRunsCommandsAsLongAsItIsThere() throws IOException {
    SupportAnswers answers =
        new SupportAnswers(new TestViews(), commands, new EventLog(), "0.1.0", List::of, folder);
    answers.open();
    try (SocketChannel shell = SupportSocket.connect(folder, SupportSocket.SHELL);
        SocketChannel other = SupportSocket.connect(folder, SupportSocket.SHELL)) {
      assertEquals(new ShellAnswer(true, "ž: [send, a b]\n"), ask(shell, "send 'a b'"));
      assertEquals(new ShellAnswer(false, "ž: [x]\n"), ask(other, "x"));
      assertEquals(new ShellAnswer(false, "A quote is not closed."), ask(shell, "send 'a"));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("support.sock"))));
    } finally {
      answers.close();
    }
  }

  private static ShellAnswer ask(SocketChannel shell, String line) throws IOException {
    Channels.newOutputStream(shell).write((line + '\n').getBytes(StandardCharsets.UTF_8));
    return ShellAnswer.read(
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(shell), StandardCharsets.UTF_8)));
  }
}
