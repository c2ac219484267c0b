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
    opened.await("module 7 serves", () -> opened.rows("modules").contains("7 | tests.module7"));
    opened.run("window.neverReloaded = true");
    browser = opened;
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
    for (String path : List.of("", "/fleet", "/fleet/state.json", "/bundles", "/configMgr")) {
      assertEquals(path, 401, gateway.get("/system/console" + path).statusCode());
    }
    assertEquals(200, gateway.getLoggedIn("/system/console/fleet").statusCode());
  }

  @Test
  public void aDeviceAppearsChangesAndLeavesWithoutReload() throws Exception {
    assertTrue(browser.text().contains("No device is connected."));
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
      browser.await("both are there", () -> browser.rows("devices").lines().count() == 2);
      browser.find(By.id("filter")).sendKeys("TWO");
      browser.await("one is left", () -> browser.rows("devices").startsWith("7/0/two"));
      assertEquals("filter", browser.focused().getAttribute("id"));
    }
  }

  @Test
  public void aModuleIsUploadedAndServes() throws Exception {
    Path jar = gateway.home().resolve("eight.jar");
    ModuleJar.of(8, "2.0.0").writeTo(jar);
    upload(jar);
    browser.await("the verdict is told", () -> verdict().contains("started"));
    browser.await(
        "the module serves", () -> browser.rows("modules").contains("8 | tests.module8 | 2.0.0"));
    assertTrue(browser.rows("deployments").contains("eight.jar | started"));
  }

  @Test
  public void aRefusalIsShownWithItsReason() throws Exception {
    Path jar = Files.writeString(gateway.home().resolve("broken.jar"), "this is no jar");
    upload(jar);
    browser.await(
        "the reason is told", () -> verdict().contains("refused, it is not a complete jar"));
    assertTrue(browser.rows("deployments").contains("broken.jar | refused"));
    browser.find(By.cssSelector("[data-id='broken.jar'] button")).click();
    browser.await(
        "it is tried again",
        () -> browser.find(By.id("done")).getText().startsWith("Retry broken"));
    browser.await(
        "it is among the troubles", () -> browser.text().contains("deployments: broken.jar"));
    Files.delete(gateway.deploy().resolve("broken.jar"));
    browser.await("it is forgotten", () -> !browser.text().contains("broken.jar |"));
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
      browser.await(
          "the endpoint says why it has no session",
          () -> browser.rows("endpoints").contains("not connected"));
      assertTrue(browser.rows("endpoints"), browser.rows("endpoints").contains("refused"));
      browser.find(By.cssSelector("#endpoints button")).click();
      browser.await(
          "the outcome of the button is told",
          () -> browser.find(By.id("done")).getText().equals("Reconnect cloud: asked for"));
    }
  }

  @Test
  public void theKeyboardIsEnough() {
    browser.press(Keys.TAB);
    assertEquals("Skip to the devices", browser.focused().getText());
    for (int i = 0; i < 30 && !"jar".equals(browser.focused().getAttribute("id")); i++) {
      browser.press(Keys.TAB);
    }
    assertEquals("jar", browser.focused().getAttribute("id"));
    browser.press(Keys.TAB);
    assertEquals("Upload", browser.focused().getText());
  }

  @Test
  public void everythingHasAName() {
    assertEquals(
        0L,
        browser.run(
            "return [...document.querySelectorAll('input')].filter(i => !i.labels.length).length"
                + " + [...document.querySelectorAll('section, .table, svg, nav')].filter(e =>"
                + " !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')).length"));
    assertEquals("en", browser.run("return document.documentElement.lang"));
  }

  @Test
  public void aPhoneShowsItWithoutScrollingSideways() throws Exception {
    try (TestDevice device = TestDevice.connect(gateway.devices(), 7, "driving")) {
      device.exchange("a");
      for (int width : new int[] {360, 320}) {
        browser.size(width, 740, 1);
        browser.await("the device is shown", () -> browser.text().contains("7/0/driving"));
        assertEquals(
            "nothing is wider than the screen of " + width,
            browser.run("return document.documentElement.clientWidth"),
            browser.run("return document.documentElement.scrollWidth"));
      }
    }
  }

  @Test
  public void everySettingSaysWhereItComesFrom() throws Exception {
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
  }
}
