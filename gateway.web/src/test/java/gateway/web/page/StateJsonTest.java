package gateway.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import gateway.api.stage.DeploymentControl;
import gateway.api.test.TestViews;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeviceContentView;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.EndpointView;
import gateway.api.view.EventsView;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView;
import gateway.api.view.TroublesView.Trouble;
import gateway.web.ContainerParts;
import gateway.web.TestContainer;
import gateway.web.page.TablePage.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateJsonTest {

  private final TestContainer views = new TestContainer();

  private ContainerParts parts = new ContainerParts(bundle -> true);
  private List<Trouble> troubles = List.of();

  /** Returns what is shown for an address such as {@code devices?filter=a&fold}. */
  private String json(String address) throws Exception {
    String[] path = address.split("\\?", 2);
    Map<String, String> query = new HashMap<>();
    for (String each : path.length < 2 ? new String[0] : path[1].split("&")) {
      query.put(each.replaceFirst("=.*", ""), each.replaceFirst("^[^=]*=?", ""));
    }
    byte[] json =
        StateJson.write(
            views.views,
            parts,
            troubles,
            Map.of(Rates.module(7), 2.04),
            path[0],
            query.getOrDefault("of", ""),
            Query.of(name -> Optional.ofNullable(query.get(name))));
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        parser.getText();
      }
    }
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void has(String json, String part) {
    assertTrue(json.contains(part), part + " is missing in " + json);
  }

  private static int count(String json, String part) {
    return json.split(part, -1).length - 1;
  }

  @Test
  void saysWhatIsNotInThisContainer() throws Exception {
    has(json(""), "\"absent\":[]");
    parts = new ContainerParts("gateway.handler"::equals);
    has(
        json(""),
        "\"absent\":[\"port\",\"modules\",\"endpoints\",\"deployments\",\"configuration\",\"stages\"]");
  }

  @Test
  void anEmptyContainerIsShownToo() throws Exception {
    parts = new ContainerParts(bundle -> false);
    for (String view : List.of("overview", "devices", "device", "events", "settings", "no such")) {
      byte[] json =
          StateJson.write(
              new TestViews(),
              parts,
              List.of(),
              Map.of(),
              view,
              "",
              Query.of(name -> Optional.empty()));
      has(new String(json, StandardCharsets.UTF_8), "\"hasEvents\":false");
    }
  }

  @Test
  void theOverviewShowsTheWholePathAndWhatToDo() throws Exception {
    views.device(7, "driving", "Autonomy");
    views.module(7, "1.0.0", ModulesView.State.SERVING, "");
    views.module(7, "1.1.0", ModulesView.State.QUARANTINED, "it failed");
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    troubles = List.of(new Trouble("modules", true, "7 is set aside", "Roll it back."));
    String json = json("overview");
    has(json, "\"about\":\"modules\",\"critical\":true,\"text\":\"7 is set aside\"");
    has(json, "\"advice\":\"Roll it back.\"");
    has(
        json,
        "\"counts\":{\"devices\":1,\"modules\":2,\"serving\":1,\"endpoints\":1,\"sessions\":1");
    has(json, "\"version\":\"1.0.0\",\"state\":\"SERVING\"");
    has(json, "\"devices\":1,\"rate\":2.0,");
    has(json, "\"version\":\"1.1.0\",\"state\":\"QUARANTINED\",\"reason\":\"it failed\"");
    has(json, "\"address\":\"127.0.0.1:8888\"");
    assertFalse(json.contains("driving"), "devices are in their own view");
  }

  @Test
  void hasARowOfEverything() throws Exception {
    views.device(1, "driving", "a \"name\" <b>");
    views.module(-1, "1.0.0", ModulesView.State.SERVING, "");
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    has(json("devices"), "\"id\":\"1/0/driving\",\"name\":\"a \\\"name\\\" <b>\"");
    has(json("modules"), "\"number\":4294967295");
    has(json("endpoints"), "\"state\":\"CONNECTED\"");
  }

  @Test
  void stagesAreThereOnlyWhereTheyAreApart() throws Exception {
    assertFalse(json("").contains("\"stages\":{"), json(""));
    views.stages(false, true, "7: m 1 here, m 2 at internal-server");
    String json = json("");
    has(
        json,
        "\"stage\":\"module-handler\",\"broker\":{\"address\":\"h:1883\","
            + "\"connected\":false,\"since\":1000,\"reason\":\"Connection refused\"}");
    has(
        json,
        "{\"id\":\"internal-server\",\"present\":true,\"since\":2000,"
            + "\"waiting\":3,\"lost\":4,\"modules\":[\"7 m 1\"],"
            + "\"differences\":[\"7: m 1 here, m 2 at internal-server\"]}");
  }

  @Test
  void aFilterIsForAllTextsInAnyCase() throws Exception {
    views.device(1, "driving", "Autonomy");
    views.device(2, "button", "Door");
    has(json("devices?filter=DRIV"), "\"total\":2,\"matched\":1");
    has(json("devices?filter= door "), "2/0/button");
    has(json("devices?filter=door 2/0"), "\"matched\":1");
    has(json("devices?filter=nothing"), "\"total\":2,\"matched\":0,\"groups\":[]");
  }

  @Test
  void aThousandDevicesComeInPieces() throws Exception {
    IntStream.range(0, 1000).forEach(i -> views.device(1 + i % 2, "r" + i, "n"));
    String folded = json("devices?fold");
    has(folded, "\"total\":1000,\"matched\":1000");
    has(folded, "{\"id\":\"1\",\"title\":\"Module 1\",\"count\":500,\"rows\":[]}");
    assertEquals(0, count(folded, "\"forwarded\":"), "closed, because they do not fit on a screen");
    assertEquals(50, count(json("devices?fold&show=2:50"), "\"id\":\"2/0/"));
    assertEquals(20, count(json("devices?piece=20"), "\"forwarded\":"));
    assertEquals(11, count(json("devices?fold&filter=r99&piece=20"), "\"forwarded\":"), "all fit");
    String all = json("devices?show=:99999");
    assertEquals(TablePage.MAX_ROWS, count(all, "\"forwarded\":"));
    has(json("devices?show=x,1:-5,:,2:y&piece=no"), "\"matched\":1000");
  }

  @Test
  void rowsAreSortedByNumberOrText() throws Exception {
    for (int number : new int[] {9, 10, 1}) {
      views.module(number, "1.0." + number, ModulesView.State.STANDBY, "");
    }
    String rising = json("modules?sort=number");
    assertTrue(rising.indexOf("\"number\":9,") < rising.indexOf("\"number\":10,"), rising);
    String falling = json("modules?sort=number&desc");
    assertTrue(falling.indexOf("\"number\":10,") < falling.indexOf("\"number\":9,"), falling);
    has(json("modules?sort=nothing"), "\"matched\":3");
  }

  @Test
  void aDeviceIsShownWithWhatIsKeptOfItAndItsEvents() throws Exception {
    views.device(1, "driving", "Autonomy");
    views.views.set(
        DeviceContentView.class,
        key -> CompletableFuture.completedStage(List.of(content("error message", "e"))),
        key -> CompletableFuture.completedStage(List.of(content("current status", "{}"))),
        key -> new CompletableFuture<>(),
        key -> CompletableFuture.failedStage(new IllegalStateException("away")));
    views.views.set(
        EventsView.class,
        () ->
            List.of(
                new Event(Instant.EPOCH, "device-connected", "1/0/driving", "of it"),
                new Event(Instant.EPOCH, "device-connected", "1/0/driving2", "of another")));
    String json = json("device?of=driving");
    has(json, "\"connected\":true");
    has(
        json,
        "{\"name\":\"current status\",\"bytes\":2,\"text\":\"{}\"},{\"name\":\"error message\"");
    has(json, "\"text\":\"a module hangs\"");
    has(json, "away");
    has(json, "of it");
    assertFalse(json.contains("of another"), json);
    String gone = json("device?of=1/0/gone");
    has(gone, "\"connected\":false");
    has(gone, "\"name\":\"error message\"");
  }

  private static Content content(String name, String text) {
    return new Content(name, Payload.ofText(text));
  }

  @Test
  void aJarSaysWhatItCanBeRolledBackTo() throws Exception {
    views.deployments.add(
        new DeploymentSnapshot("m.jar", "m 1.1.0", DeploymentsView.State.STARTED, ""));
    views.deployments.add(
        new DeploymentSnapshot("file:/x.jar", "x 1.0.0", DeploymentsView.State.REFUSED, "why"));
    assertEquals(2, count(json("deployments"), "\"folder\":false"));
    views.views.set(DeploymentControl.class, new Folder());
    String json = json("deployments");
    has(json, "\"bundle\":\"m 1.1.0\",\"earlier\":\"m 1.0.0\",\"control\":false,\"folder\":true");
    assertEquals(1, count(json, "\"folder\":false"), "what is elsewhere cannot be removed here");
  }

  private static final class Folder implements DeploymentControl {
    @Override
    public Map<String, String> earlier() {
      return Map.of("m.jar", "m 1.0.0");
    }

    @Override
    public CompletionStage<Optional<String>> remove(String file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<String>> rollBack(String file) {
      throw new UnsupportedOperationException();
    }
  }
}
