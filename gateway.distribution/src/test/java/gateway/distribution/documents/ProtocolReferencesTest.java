package gateway.distribution.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each reference to the protocol names a section of {@code docs/protocol.md}, or a point of one.
 */
class ProtocolReferencesTest {

  private static final String PROTOCOL = "docs/protocol.md";

  private static final String NUMBER = "\\d+(?:\\.\\d+)?";

  private static final Pattern HEADING =
      Pattern.compile(
          "^#{2,4} (?:Appendix )?([A-Z]\\.\\d+|(?<=Appendix )[A-Z]|" + NUMBER + ")\\b.*");

  private static final Pattern POINT = Pattern.compile("^(\\d+)\\. .*");

  /** What a line within a comment or a paragraph begins with. */
  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*(?://+|\\*+|#+)?\\s*");

  private static final String LIST =
      "((?:[,; (]*\\b(?:[Ss]ections?|items?|decisions?|[Aa]ppendix|and|to|[A-Z](?:\\.\\d+)?|"
          + NUMBER
          + ")\\b)*)";

  private static final Pattern REFERENCE =
      Pattern.compile("\\b(?:PROTOCOL\\b(?!\\.)|Appendix(?= [A-Z]\\b))" + LIST);

  private static final Pattern WITHIN_PROTOCOL = Pattern.compile("\\b[Ss]ections?\\b" + LIST);

  private static final Pattern WORD =
      Pattern.compile("[Ss]ection|item|decision|[Aa]ppendix|\\b[A-Z](?:\\.\\d+)?\\b|" + NUMBER);

  @Test
  void eachReferenceNamesASectionThatExists() throws Exception {
    Set<String> sections = sections(SourceTree.document(PROTOCOL));
    List<String> dead = new ArrayList<>();
    int found = 0;
    for (Map.Entry<Path, String> file : SourceTree.texts().entrySet()) {
      boolean own = file.getKey().equals(Path.of(PROTOCOL));
      for (String section : references(file.getValue(), own ? WITHIN_PROTOCOL : REFERENCE)) {
        found++;
        if (!sections.contains(section)) {
          dead.add(file.getKey() + " refers to " + section);
        }
      }
    }
    assertEquals(List.of(), dead, "references that " + PROTOCOL + " does not have");
    assertTrue(found > 200, "only " + found + " references were found");
  }

  @Test
  void allFormsOfReferencesAreUnderstood() {
    assertEquals(
        List.of("4.4", "4.5", "4.9"),
        references("/** (PROTOCOL\n   * sections 4.4, 4.5 and\n   * 4.9). */", REFERENCE));
    assertEquals(
        List.of("8.2", "8.2 item 2", "8.2 item 3"),
        references("PROTOCOL section 8.2, items 2 and 3: nothing", REFERENCE));
    assertEquals(
        List.of("2.5", "B.1", "B.3", "B.5"),
        references(
            "PROTOCOL section 2.5, row by row, and Appendix B.1 and B.3 to B.5.", REFERENCE));
    assertEquals(List.of("A"), references("V7 of Appendix A, with the device.", REFERENCE));
    assertEquals(
        List.of("9", "9 item 18"), references("PROTOCOL section 9, decision 18.", REFERENCE));
    assertEquals(List.of(), references("String PROTOCOL = ...", REFERENCE));
  }

  /** A point is named after its section: {@code 8.1 item 3}, or {@code B.3} in an appendix. */
  private static Set<String> sections(String protocol) {
    Set<String> sections = new HashSet<>();
    String section = "";
    for (String line : protocol.split("\\R")) {
      Matcher heading = HEADING.matcher(line);
      Matcher point = POINT.matcher(line);
      if (heading.matches()) {
        section = heading.group(1);
        sections.add(section);
      } else if (point.matches()) {
        boolean appendix = section.matches("[A-Z].*");
        sections.add(section + (appendix ? "." : " item ") + point.group(1));
      }
    }
    return sections;
  }

  private static List<String> references(String text, Pattern pattern) {
    List<String> references = new ArrayList<>();
    Matcher reference = pattern.matcher(LINE_BREAK.matcher(text).replaceAll(" "));
    while (reference.find()) {
      String section = "";
      boolean points = false;
      Matcher word = WORD.matcher(reference.group(1));
      while (word.find()) {
        switch (word.group()) {
          case "item", "decision" -> points = true;
          case "section", "Section", "appendix", "Appendix" -> points = false;
          default -> {
            section = points ? section : word.group();
            references.add(points ? section + " item " + word.group() : section);
          }
        }
      }
    }
    return references;
  }
}
