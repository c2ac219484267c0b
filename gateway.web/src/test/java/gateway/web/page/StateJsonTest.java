package gateway.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.test.TestViews;
import gateway.api.view.EndpointView;
import gateway.api.view.ModulesView;
import gateway.web.ContainerParts;
import gateway.web.TestContainer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateJsonTest {

  private final TestContainer views = new TestContainer();

  private ContainerParts parts = new ContainerParts(bundle -> true);

  private String json(String filter) throws Exception {
    byte[] json = StateJson.write(views.views, parts, List.of(), filter);
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        parser.getText();
      }
    }
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void saysWhatIsNotInThisContainer() throws Exception {
    assertTrue(json("").contains("\"absent\":[]"));
    parts = new ContainerParts("gateway.handler"::equals);
    assertTrue(
        json("")
            .contains("\"absent\":[\"port\",\"modules\",\"endpoints\",\"deployments\",\"stages\"]"),
        json(""));
  }

  @Test
  void anEmptyContainerIsShownToo() throws Exception {
    parts = new ContainerParts(bundle -> false);
    byte[] json = StateJson.write(new TestViews(), parts, List.of(), "");
    assertTrue(new String(json, StandardCharsets.UTF_8).contains("\"devices\":[]"));
  }

  @Test
  void hasARowOfEverything() throws Exception {
    views.device(1, "driving", "a \"name\" <b>");
    views.module(-1, "1.0.0", ModulesView.State.SERVING, "");
    views.endpoint("cloud", EndpointView.State.CONNECTED, "");
    String json = json("");
    assertTrue(json.contains("\"id\":\"1/0/driving\",\"name\":\"a \\\"name\\\" <b>\""), json);
    assertTrue(json.contains("\"number\":\"4294967295\""), json);
    assertTrue(json.contains("\"state\":\"CONNECTED\""), json);
    assertTrue(json.contains("\"address\":\"127.0.0.1:8888\""), json);
  }

  @Test
  void stagesAreThereOnlyWhereTheyAreApart() throws Exception {
    assertFalse(json("").contains("\"stages\""), json(""));
    views.stages(false, true, "7: m 1 here, m 2 at internal-server");
    String json = json("");
    assertTrue(
        json.contains(
            "\"stage\":\"module-handler\",\"broker\":{\"address\":\"h:1883\","
                + "\"connected\":false,\"since\":1000,\"reason\":\"Connection refused\"}"),
        json);
    assertTrue(
        json.contains(
            "\"stages\":[{\"id\":\"internal-server\",\"present\":true,\"since\":2000,"
                + "\"waiting\":3,\"lost\":4,\"modules\":[\"7 m 1\"],"
                + "\"differences\":[\"7: m 1 here, m 2 at internal-server\"]}]"),
        json);
  }

  @Test
  void aFilterIsForKeysAndNamesInAnyCase() throws Exception {
    views.device(1, "driving", "Autonomy");
    views.device(2, "button", "Door");
    assertTrue(json("DRIV").contains("\"deviceCount\":2,\"matchCount\":1"));
    assertTrue(json(" door ").contains("2/0/button"));
    assertTrue(json("nothing").contains("\"devices\":[]"));
  }

  @Test
  void aThousandDevicesDoNotMakeAThousandRows() throws Exception {
    for (int i = 0; i < 1000; i++) {
      views.device(1, "r" + i, "n");
    }
    String json = json("");
    assertTrue(json.contains("\"matchCount\":1000"));
    assertEquals(StateJson.MAX_DEVICES, json.split("\"statuses\":", -1).length - 1);
  }
}
