package gateway.distribution.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each test that the lists of guarantees and of faults name exists. */
class NamedTestsTest {

  private static final List<String> LISTS =
      List.of("docs/guarantees.md", "docs/evidence/faults.md");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TEST = Pattern.compile("([A-Z]\\w*(?:Test|IT|Bench))(?:\\.(\\w+))?");
  private static final Pattern METHOD = Pattern.compile("[a-z]\\w+");

  @Test
  void eachNamedTestExists() throws Exception {
    Map<String, String> tests = new HashMap<>();
    for (Map.Entry<Path, String> file : SourceTree.texts().entrySet()) {
      String path = file.getKey().toString().replace('\\', '/');
      if (path.contains("/src/test/java/") && path.endsWith(".java")) {
        String name = file.getKey().getFileName().toString();
        tests.merge(
            name.substring(0, name.length() - ".java".length()), file.getValue(), String::concat);
      }
    }
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (String list : LISTS) {
      for (String line : SourceTree.document(list).split("\\R")) {
        found += check(list, line, tests, missing);
      }
    }
    assertEquals(List.of(), missing, "tests that do not exist");
    assertTrue(found > 200, "only " + found + " tests were found");
  }

  /** A method without a class belongs to the class before it. */
  private static int check(
      String list, String line, Map<String, String> tests, List<String> missing) {
    boolean row = line.startsWith("|");
    String named = row ? line.substring(line.lastIndexOf('|', line.length() - 2)) : line;
    String current = "";
    int found = 0;
    Matcher code = CODE.matcher(named);
    while (code.find()) {
      String text = code.group(1);
      Matcher test = TEST.matcher(text);
      if (test.matches()) {
        found++;
        current = tests.getOrDefault(test.group(1), "");
        if (current.isEmpty() || !hasMethod(current, test.group(2))) {
          missing.add(list + " names " + text);
        }
      } else if (row && !current.isEmpty() && METHOD.matcher(text).matches()) {
        found++;
        if (!hasMethod(current, text)) {
          missing.add(list + " names " + text);
        }
      } else if (text.startsWith(".ci/") && !Files.exists(SourceTree.ROOT.resolve(text))) {
        missing.add(list + " names " + text);
      }
    }
    return found;
  }

  private static boolean hasMethod(String test, String method) {
    return method == null || Pattern.compile("\\bvoid " + method + "\\(").matcher(test).find();
  }
}
