package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page "Fleet" in a real browser, before a gateway that runs as it ships. */
public class FleetPageIT {

  private static final String CONFIGURATION =
      """
      {
        "gateway.internalserver": {"answer-deadline": 10000},
        "gateway.external": {"company": "demo", "vehicle": "car1"},
        "gateway.external.endpoint~cloud": {"host": "127.0.0.1", "port": %d, "modules": ["*"]}
      }
      """;

  private static final String PAGE = "/system/console/fleet";

  private static final List<String> VIEWS =
      List.of(
          "overview",
          "devices",
          "modules",
          "endpoints",
          "deployments",
          "events",
          "settings",
          "device?of=7/0/driving");

  private static GatewayProcess gateway;
  private static Optional<Browser> started = Optional.empty();

  /** Null as long as the page is not open. */
  private Browser browser;

  @BeforeClass
  public static void start() throws Exception {
    started = Browser.start();
    if (started.isPresent()) {
      gateway = new GatewayProcess(CONFIGURATION.formatted(GatewayProcess.freePort()));
      ModuleJar.of(7, "1.0.0").writeTo(gateway.deploy().resolve("seven.jar"));
      started.get().open("http://admin:" + gateway.password() + '@' + gateway.web() + PAGE);
    }
  }

  @AfterClass
  public static void stop() throws Exception {
    started.ifPresent(Browser::close);
    if (gateway != null) {
      gateway.close();
    }
  }

  @Before
  public void open() throws Exception {
    assumeTrue("Chromium and its driver are installed", started.isPresent());
    Browser opened = started.get();
    opened.size(1280, 900, 1);
    opened.complaints();
    opened.open("http://" + gateway.web() + "/");
    opened.await("the page is live", () -> opened.text().contains("Live"));
    opened.await("module 7 serves", () -> opened.text().contains("7 tests.module7"));
    opened.run("window.neverReloaded = true");
    browser = opened;
  }

  /** Goes to a view as a link does, and waits until it is filled. */
  private void visit(String view) throws Exception {
    browser.run("location.hash = '#/' + arguments[0]", view);
    browser.await(
        view + " is shown",
        () ->
            Boolean.TRUE.equals(
                browser.run(
                    "return !document.body.classList.contains('waiting')"
                        + " && location.hash.startsWith('#/' + arguments[0])",
                    view)));
  }

  @After
  public void nothingWentWrongMeanwhile() {
    if (browser != null) {
      assertEquals(List.of(), browser.complaints());
      assertEquals(true, browser.run("return window.neverReloaded === true"));
    }
  }

  @Test
  public void nothingIsShownWithoutTheLogin() throws Exception {
    for (String path :
        List.of("", "/fleet", "/fleet/state.json", "/fleet/tables.js", "/bundles", "/configMgr")) {
      assertEquals(path, 401, gateway.get("/system/console" + path).statusCode());
    }
    assertEquals(200, gateway.getLoggedIn("/system/console/fleet").statusCode());
  }

  @Test
  public void aDeviceAppearsChangesAndLeavesWithoutReload() throws Exception {
    visit("devices");
    browser.await("there is none", () -> browser.text().contains("No device is connected."));
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "driving")) {
      browser.await("the device appears", () -> browser.rows("devices").contains("7/0/driving"));
      device.exchange("a");
      device.exchange("b");
      browser.await("its statuses are counted", () -> cell("7/0/driving", "Statuses").equals("2"));
      assertEquals("its row was not made again", 1, browser.rows("devices").lines().count());
    }
    browser.await("the device leaves", () -> browser.rows("devices").isEmpty());
    browser.await(
        "who cannot see is told",
        () ->
            browser
                .run("return document.getElementById('news').textContent")
                .equals("Device 7/0/driving is no longer connected"));
  }

  private String cell(String id, String label) {
    return String.valueOf(
        browser.run(
            "const cell = document.querySelector(`[data-id='${arguments[0]}']"
                + " [data-label='${arguments[1]}']`); return cell ? cell.textContent : ''",
            id,
            label));
  }

  @Test
  public void aFilterFindsADeviceAmongOthers() throws Exception {
    try (TestDevice one = TestDevice.connect(gateway.devices(), 7, "one");
        TestDevice two = TestDevice.connect(gateway.devices(), 7, "two")) {
      one.exchange("a");
      two.exchange("a");
      visit("devices");
      browser.await("both are there", () -> browser.rows("devices").lines().count() == 2);
      browser.find(By.id("filter")).sendKeys("TWO");
      browser.await("one is left", () -> browser.rows("devices").startsWith("7/0/two"));
      assertEquals("filter", browser.focused().getAttribute("id"));
      String address = String.valueOf(browser.run("return location.href"));
      browser.find(By.id("filter")).sendKeys("x");
      browser.await(
          "no hit is said", () -> browser.text().contains("Nothing matches “TWOx”: none of 2."));
      browser.open("about:blank");
      browser.open(address);
      browser.await("a bookmark has the filter", () -> browser.rows("devices").contains("two"));
      assertEquals(1, browser.rows("devices").lines().count());
      browser.run("window.neverReloaded = true");
    }
  }

  @Test
  public void theBackButtonGoesBack() throws Exception {
    visit("modules");
    browser.await("the module", () -> browser.rows("modules").contains("7 | tests.module7"));
    visit("events");
    browser.await("the event", () -> browser.rows("events").contains("module-came"));
    browser.run("history.back()");
    browser.await("the module", () -> browser.rows("modules").contains("7 | tests.module7"));
    assertEquals(
        "Modules", browser.find(By.cssSelector("#views [aria-current]")).getText().split(" ")[0]);
  }

  @Test
  public void rowsAreSortedAndFolded() throws Exception {
    try (TestDevice one = TestDevice.connect(gateway.devices(), 7, "one");
        TestDevice two = TestDevice.connect(gateway.devices(), 7, "two")) {
      one.exchange("a");
      two.exchange("a");
      two.exchange("b");
      visit("devices");
      browser.await("both are there", () -> browser.rows("devices").lines().count() == 2);
      browser.find(By.cssSelector("#devices [data-key=statuses] button")).click();
      browser.find(By.cssSelector("#devices [data-key=statuses] button")).click();
      browser.await(
          "those with most statuses are first",
          () -> browser.rows("devices").startsWith("7/0/two"));
      assertEquals(
          "descending",
          browser.find(By.cssSelector("#devices [data-key=statuses]")).getAttribute("aria-sort"));
      browser.find(By.cssSelector("#devices .group button")).click();
      browser.await("the module is folded", () -> browser.rows("devices").isEmpty());
      assertTrue(browser.text().contains("Module 7 · tests.module7 1.0.0 (2)"));
    }
  }

  @Test
  public void aDeviceOpensToWhatIsKeptOfItAndToItsActions() throws Exception {
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "opened")) {
      device.exchange("{\"speed\":1}");
      visit("devices");
      browser.await("it is there", () -> browser.rows("devices").contains("7/0/opened"));
      browser.find(By.linkText("7/0/opened")).click();
      browser.await(
          "its status is shown",
          () -> {
            String text = browser.text();
            return text.contains("Current status 11 bytes") && text.contains("\"speed\": 1");
          });
      assertTrue(browser.text().contains("Last command"));
      assertTrue(browser.rows("device-events").contains("device-connected"));
      browser.find(By.id("command")).sendKeys("go");
      browser.find(By.cssSelector("#send [type=submit]")).click();
      browser.await(
          "the command is accepted",
          () -> browser.find(By.id("done")).getText().startsWith("Send 7/0/opened: Accepted"));
      browser.await("it waits", () -> browser.text().contains("Waiting command"));
      browser.find(By.id("disconnect")).click();
      device.awaitClosed();
      browser.await("it has left", () -> browser.text().contains("Not connected now."));
      String shell = gateway.run("shell", "device", "7/0/opened");
      assertTrue(shell, shell.contains("There is no connected device 7/0/opened."));
      assertTrue(shell, shell.contains("status 1"));
      String devices = gateway.run("shell", "devices", "--json");
      assertTrue(devices, devices.endsWith("status 0") && devices.startsWith("["));
    }
  }

  @Test
  public void aModuleIsUploadedAndServes() throws Exception {
    Path jar = gateway.home().resolve("eight.jar");
    ModuleJar.of(8, "2.0.0").writeTo(jar);
    visit("deployments");
    upload(jar);
    browser.await("the verdict is told", () -> verdict().contains("serves 8"));
    assertTrue(browser.rows("deployments").contains("eight.jar | serves | serves 8"));
    visit("modules");
    browser.await(
        "the module serves", () -> browser.rows("modules").contains("8 | tests.module8 | 2.0.0"));
  }

  @Test
  public void aRefusalIsShownWithItsReason() throws Exception {
    Path jar = Files.writeString(gateway.home().resolve("broken.jar"), "this is no jar");
    visit("deployments");
    upload(jar);
    browser.await(
        "the reason is told", () -> verdict().contains("refused: it is not a complete jar"));
    assertTrue(browser.rows("deployments").contains("broken.jar | refused"));
    button("Retry broken.jar").click();
    browser.await(
        "it is tried again",
        () -> browser.find(By.id("done")).getText().startsWith("Retry broken"));
    visit("overview");
    browser.await(
        "it is among the troubles", () -> browser.text().contains("deployments: broken.jar"));
    assertTrue(browser.text().contains("roll it back, or remove it"));
    visit("deployments");
    browser.await("it can be removed", () -> browser.rows("deployments").contains("broken.jar"));
    button("Remove broken.jar").click();
    confirm();
    browser.await("it is gone", () -> !browser.rows("deployments").contains("broken.jar"));
    assertFalse(Files.exists(gateway.deploy().resolve("broken.jar")));
  }

  @Test
  public void aBrokenUpdateIsRolledBack() throws Exception {
    visit("deployments");
    upload(Files.writeString(gateway.home().resolve("seven.jar"), "this is no jar"));
    browser.await(
        "the reason is told", () -> verdict().contains("refused: it is not a complete jar"));
    button("Roll back seven.jar to tests.module7 1.0.0").click();
    confirm();
    browser.await(
        "the former content is there",
        () -> browser.rows("deployments").contains("seven.jar | serves | serves 7"));
    assertTrue(browser.text().contains("seven.jar is rolled back to tests.module7 1.0.0."));
  }

  private WebElement button(String name) {
    return browser.find(By.cssSelector("[aria-label='" + name + "']"));
  }

  private void confirm() {
    browser.find(By.cssSelector("#confirm [value=yes]")).click();
  }

  private void upload(Path jar) {
    browser.find(By.id("jar")).sendKeys(jar.toString());
    browser.find(By.cssSelector("#upload button")).click();
  }

  private String verdict() {
    return browser.find(By.id("verdict")).getText();
  }

  @Test
  public void theCloudIsShownWithSinceWhenAndWhyNot() throws Exception {
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "waiting")) {
      device.exchange("a");
      visit("endpoints");
      browser.await(
          "the endpoint says why it has no session",
          () -> browser.rows("endpoints").contains("not connected"));
      assertTrue(browser.rows("endpoints"), browser.rows("endpoints").contains("refused"));
      browser.find(By.cssSelector("#endpoints td button")).click();
      browser.await(
          "the outcome of the button is told",
          () -> browser.find(By.id("done")).getText().equals("Reconnect cloud: asked for"));
    }
  }

  @Test
  public void theKeyboardIsEnough() throws Exception {
    browser.press(Keys.TAB);
    assertEquals("Skip to the content", browser.focused().getText());
    visit("deployments");
    browser.press("/");
    assertEquals("filter", browser.focused().getAttribute("id"));
    browser.find(By.id("theme")).click();
    assertEquals("Theme: light", browser.find(By.id("theme")).getAttribute("aria-label"));
    for (int i = 0; i < 30 && !"jar".equals(browser.focused().getAttribute("id")); i++) {
      browser.press(Keys.TAB);
    }
    assertEquals("jar", browser.focused().getAttribute("id"));
    browser.press(Keys.TAB);
    assertEquals("Upload", browser.focused().getText());
  }

  @Test
  public void everythingHasAName() throws Exception {
    for (String view : VIEWS) {
      visit(view);
      assertEquals(
          view,
          0L,
          browser.run(
              "return [...document.querySelectorAll('input, textarea')]"
                  + ".filter(i => !i.labels.length).length"
                  + " + [...document.querySelectorAll('section, .table, svg, nav, dialog')]"
                  + ".filter(e => !e.getAttribute('aria-label')"
                  + " && !e.getAttribute('aria-labelledby')).length"));
    }
    assertEquals("en", browser.run("return document.documentElement.lang"));
  }

  @Test
  public void aPhoneShowsItWithoutScrollingSideways() throws Exception {
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "driving")) {
      device.exchange("a");
      for (String view : VIEWS) {
        browser.size(360, 740, 1);
        visit(view);
        for (int width : new int[] {360, 320}) {
          browser.size(width, 740, 1);
          assertEquals(
              "nothing of " + view + " is wider than the screen of " + width,
              browser.run("return document.documentElement.clientWidth"),
              browser.run("return document.documentElement.scrollWidth"));
        }
      }
      visit("devices");
      browser.await("the device is shown", () -> browser.text().contains("7/0/driving"));
    }
  }

  @Test
  public void everySettingSaysWhereItComesFrom() throws Exception {
    visit("settings");
    browser.await(
        "the settings are shown",
        () -> browser.rows("settings").contains("gateway.external.company | demo | the file"));
    assertTrue(browser.rows("settings").contains("the option --http"));
  }

  @Test
  public void theOtherPagesOfTheConsoleAreOneClickAway() throws Exception {
    for (String page : List.of("Bundles", "Components", "Configuration")) {
      browser.find(By.linkText(page)).click();
      browser.await(page + " opens", () -> browser.text().contains("Apache Felix Web Console"));
      browser.open("http://" + gateway.web() + "/");
      browser.await("the page is live", () -> browser.text().contains("Live"));
    }
    browser.complaints(); // of the other pages, which are not ours
    browser.run("window.neverReloaded = true");
  }

  @Test
  public void aGatewayThatIsGoneIsSaid() throws Exception {
    assertFalse(browser.text().contains("does not answer"));
    browser.run("window.fetch = () => Promise.reject(new Error('gone'))");
    browser.await(
        "the loss is told",
        () -> browser.find(By.id("link")).getText().startsWith("The gateway does not answer"));
    browser.await(
        "what is shown is dimmed, because it is of the past",
        () ->
            Double.parseDouble(
                    String.valueOf(
                        browser.run(
                            "return getComputedStyle(document.getElementById('overview')).opacity")))
                < 0.5);
  }
}
