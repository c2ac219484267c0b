package gateway.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a screen. */
final class Browser implements AutoCloseable {

  private final ChromeDriver driver;

  private Browser(Path binary, Path driverBinary) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    LoggingPreferences log = new LoggingPreferences();
    log.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", log);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(driverBinary.toFile())
                .withSilent(true)
                .build(),
            options);
    size(1280, 900, 1);
  }

  /** Starts it; empty where it is not installed. */
  static Optional<Browser> start() {
    Optional<Path> binary = find("chromium");
    Optional<Path> driver = find("chromedriver");
    return binary.isEmpty() || driver.isEmpty()
        ? Optional.empty()
        : Optional.of(new Browser(binary.get(), driver.get()));
  }

  private static Optional<Path> find(String program) {
    return Stream.of("/usr/bin", "/usr/lib/chromium", "/usr/lib/chromium-browser")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  void size(int width, int height, double scale) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
  }

  void open(String url) {
    driver.get(url);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  WebElement find(By what) {
    return driver.findElement(what);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Presses a key, wherever the focus is. */
  void press(CharSequence key) {
    new Actions(driver).sendKeys(key).perform();
  }

  /** Returns the text of the page as one sees it. */
  String text() {
    return find(By.tagName("body")).getText();
  }

  /** Returns the texts of a table's rows; one that changes meanwhile is read again. */
  String rows(String table) {
    return String.valueOf(
        run(
            "return [...document.querySelectorAll('#' + arguments[0] + ' [data-id]')]"
                + ".map(row => [...row.cells].map(cell => cell.textContent).join(' | ')).join('\\n')",
            table));
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(
        what,
        () -> {
          try {
            return condition.call();
          } catch (StaleElementReferenceException e) {
            return false;
          }
        },
        this::text);
  }

  /** Returns what the page has complained of since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  void picture(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
