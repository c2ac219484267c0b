package gateway.distribution.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each link of a document leads to a file, and to a heading in it. */
class LinksTest {

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern MENTION = Pattern.compile("\\bdocs/[\\w/-]+\\.(?:md|png)\\b");

  @Test
  void eachLinkLeadsSomewhere() throws Exception {
    Map<Path, String> texts = SourceTree.texts();
    List<String> dead = new ArrayList<>();
    for (Map.Entry<Path, String> file : texts.entrySet()) {
      if (file.getKey().toString().endsWith(".md")) {
        String prose = FENCED.matcher(file.getValue()).replaceAll("");
        Matcher link = LINK.matcher(CODE.matcher(prose).replaceAll("code"));
        while (link.find()) {
          if (!leadsSomewhere(file.getKey(), link.group(1), texts)) {
            dead.add(file.getKey() + " links to " + link.group(1));
          }
        }
      }
    }
    assertEquals(List.of(), dead, "dead links");
  }

  /** Help texts, scripts and comments name documents too. */
  @Test
  void eachDocumentThatIsNamedExists() throws Exception {
    List<String> dead = new ArrayList<>();
    for (Map.Entry<Path, String> file : SourceTree.texts().entrySet()) {
      Matcher mention = MENTION.matcher(file.getValue());
      while (mention.find()) {
        if (!Files.exists(SourceTree.ROOT.resolve(mention.group()))) {
          dead.add(file.getKey() + " names " + mention.group());
        }
      }
    }
    assertEquals(List.of(), dead, "documents that do not exist");
  }

  private static boolean leadsSomewhere(Path from, String link, Map<Path, String> texts) {
    if (link.contains(":")) {
      return true; // an address of the web
    }
    int anchor = link.indexOf('#');
    String path = anchor < 0 ? link : link.substring(0, anchor);
    Path target = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    if (!Files.exists(SourceTree.ROOT.resolve(target))) {
      return false;
    }
    return anchor < 0 || hasHeading(texts.getOrDefault(target, ""), link.substring(anchor + 1));
  }

  /** As GitHub makes anchors of headings. */
  private static boolean hasHeading(String text, String anchor) {
    return HEADING
        .matcher(FENCED.matcher(text).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }
}
