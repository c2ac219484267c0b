package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import gateway.api.stage.Heartbeat;
import gateway.api.stage.Retry;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

/** A module that fails costs its own devices only. */
@RunWith(PaxExam.class)
public class ModuleFailureIT {

  private static final int NUMBER = 77;
  private static final int OTHER = 78;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Inject private BundleContext context;
  private Gateway gateway;
  private TestDevice bystander;

  /** Makes the container of each test. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Starts the gateway with a module whose device must never notice anything. */
  @Before
  public void start() throws Exception {
    gateway = new Gateway(context);
    ModuleJar.of(OTHER, "1.0.0").writeTo(deployed("other.jar"));
    gateway.start();
    gateway.configure("gateway.registry", Map.of("call-budget", 5_000, "hang-limit", 500));
    bystander = gateway.connect(OTHER, "bystander");
    assertUndisturbed();
  }

  /** Lets every call return that hangs. */
  @After
  public void release() throws IOException {
    Fault.release();
    bystander.close();
  }

  private Path deployed(String file) {
    return gateway.deploy().resolve(file);
  }

  private void assertUndisturbed() throws IOException {
    assertEquals("1.0.0", bystander.exchange("?"));
  }

  private ModuleSnapshot module(int number, String version) {
    return gateway.view(ModulesView.class, ModulesView::modules).orElseThrow().stream()
        .filter(module -> module.number() == number && module.version().equals(version))
        .findFirst()
        .orElseThrow(() -> new AssertionError(gateway.explain()));
  }

  private void awaitState(int number, String version, State state) throws Exception {
    gateway.await(
        "module " + number + " " + version + " is " + state,
        () ->
            gateway.view(ModulesView.class, ModulesView::modules).orElseThrow().stream()
                .anyMatch(
                    module ->
                        module.number() == number
                            && module.version().equals(version)
                            && module.state() == state));
  }

  /** Asks what the launcher asks before it feeds the watchdog. */
  private boolean feedsTheWatchdog() throws Exception {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (ServiceReference<?> reference :
        context.getAllServiceReferences(
            Supplier.class.getName(), "(" + Heartbeat.PROPERTY + "=true)")) {
      Supplier<?> heartbeat = (Supplier<?>) context.getService(reference);
      answers.add(((CompletionStage<?>) heartbeat.get()).toCompletableFuture());
    }
    assertTrue("device port and registry are asked", answers.size() >= 2);
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
          .get(60, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private LostCallsView lost() {
    return gateway.view(LostCallsView.class, view -> view).orElseThrow();
  }

  private List<String> retry(String name) throws Exception {
    List<String> tried = new ArrayList<>();
    for (ServiceReference<Retry> reference : context.getServiceReferences(Retry.class, null)) {
      tried.addAll(context.getService(reference).retry(name, false));
    }
    return tried;
  }

  @Test
  public void aVersionThatFailsNeverTakesOverAndNoDeviceNotices() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    try (TestDevice a = gateway.connect(NUMBER, "a");
        TestDevice b = gateway.connect(NUMBER, "b")) {
      a.exchange("?");
      b.exchange("?");
      int minor = 0;
      for (Fault fault : Fault.values()) {
        if (fault != Fault.NONE && fault != Fault.LOOP && fault != Fault.WAIT) {
          String version = "1." + ++minor + ".0";
          ModuleJar.of(NUMBER, version).with("aggregate", fault).writeTo(deployed("m.jar"));
          gateway.await(
              version + " is kept out",
              () -> {
                assertEquals("1.0.0", a.exchange("?"));
                assertEquals("1.0.0", b.exchange("?"));
                return gateway.isKeptOut(NUMBER, version);
              });
          assertUndisturbed();
        }
      }
      gateway.await(
          "the older failed versions are gone",
          () -> gateway.bundles(ModuleJar.name(NUMBER)).size() == 2);
    }
  }

  @Test
  public void eachErrorOfTheOnlyVersionCostsTheDeviceThatMetItAndNobodyElse() throws Exception {
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE && fault != Fault.LOOP && fault != Fault.WAIT) {
        ModuleJar.of(NUMBER, "1.0.0").with("nextCommand", fault).writeTo(deployed("m.jar"));
        try (TestDevice device = gateway.connect(NUMBER, "role")) {
          device.exchangeInVain("?");
        }
        assertUndisturbed();
        Files.delete(deployed("m.jar"));
        gateway.await("it is gone", () -> gateway.bundles(ModuleJar.name(NUMBER)).isEmpty());
      }
    }
  }

  @Test
  public void aModuleThatLoopsCostsItsDevicesAndLeavesNoDescriptorBehind() throws Exception {
    assumeTrue("counts the descriptors of this process", Files.isDirectory(DESCRIPTORS));
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    ModuleJar.of(NUMBER, "1.1.0").with("isStatusValid", Fault.LOOP).writeTo(deployed("hang.jar"));
    gateway.await("1.1.0 serves", () -> gateway.serves(NUMBER, "1.1.0"));
    Map<String, Long> before = descriptors();
    List<TestDevice> devices = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      devices.add(gateway.connect(NUMBER, "role" + i));
    }
    devices.get(0).send("?");
    for (TestDevice device : devices) {
      device.awaitClosed();
      device.close();
    }
    assertEquals(1, lost().lostCalls().size());
    assertEquals("isStatusValid", lost().lostCalls().get(0).call());
    assertFalse(lost().isDown());
    assertTrue(module(NUMBER, "1.1.0").reason().contains("did not return within 500 ms"));
    try (TestDevice again = gateway.connect(NUMBER, "role0")) {
      assertEquals("1.0.0", again.exchange("?"));
    }
    assertUndisturbed();
    Await.until(
        "no descriptor is left of the lane and its " + devices.size() + " sockets",
        () -> isCovered(descriptors(), before),
        () -> "before " + before + ", now " + descriptors());
    Fault.release();
    gateway.await("the call has returned", () -> lost().lostCalls().isEmpty());
  }

  /** Sockets and what selectors are made of, by their kind; jars and logs come and go. */
  private static Map<String, Long> descriptors() {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.map(ModuleFailureIT::kind)
          .filter(kind -> kind.matches("socket|pipe|anon_inode.*"))
          .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kind(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().replaceFirst(":\\[[0-9]+]$", "");
    } catch (IOException e) {
      return "closed since";
    }
  }

  private static boolean isCovered(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .allMatch(kind -> kind.getValue() <= before.getOrDefault(kind.getKey(), 0L));
  }

  @Test
  public void beyondTwoLostLanesHealthIsDownAndTheOthersGoOn() throws Exception {
    for (int number = 1; number <= 3; number++) {
      ModuleJar.of(number, "1.0.0")
          .with("nextCommand", Fault.WAIT)
          .writeTo(deployed(number + ".jar"));
      try (TestDevice device = gateway.connect(number, "role")) {
        device.exchangeInVain("?");
      }
      int lanes = number;
      gateway.await(lanes + " are lost", () -> lost().lostCalls().size() == lanes);
      assertEquals(number > LostCallsView.MAX_LOST, lost().isDown());
      assertEquals(number <= LostCallsView.MAX_LOST, feedsTheWatchdog());
      assertUndisturbed();
    }
    Fault.release();
    gateway.await("the calls have returned", () -> !lost().isDown());
    assertTrue(feedsTheWatchdog());
  }

  @Test
  public void aVersionThatHangsInItsRehearsalIsNoticedByNobody() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      device.exchange("?");
      ModuleJar.of(NUMBER, "1.1.0").with("nextCommand", Fault.WAIT).writeTo(deployed("m.jar"));
      gateway.await(
          "1.1.0 is set aside",
          () -> {
            assertEquals("1.0.0", device.exchange("?"));
            return gateway.isSetAside(NUMBER, "1.1.0");
          });
    }
  }

  @Test
  public void aStartThatHangsHoldsUpNoOtherModule() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").with("start", Fault.WAIT).writeTo(deployed("a.jar"));
    ModuleJar.of(NUMBER + 2, "1.0.0").writeTo(deployed("b.jar"));
    try (TestDevice device = gateway.connect(NUMBER + 2, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
    }
    assertUndisturbed();
  }

  @Test
  public void whatWasSetAsideIsTriedAgainByCommand() throws Exception {
    ModuleJar.of(NUMBER, "1.0.0").with("nextCommand", Fault.WAIT).writeTo(deployed("m.jar"));
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      device.exchangeInVain("?");
    }
    awaitState(NUMBER, "1.0.0", State.QUARANTINED);
    assertEquals(List.of(), retry("no.such"));
    assertEquals(List.of("module 77 tests.module77 1.0.0"), retry(ModuleJar.name(NUMBER)));
    awaitState(NUMBER, "1.0.0", State.SERVING);
  }

  @Test
  public void ofTwoModulesForOneNumberTheOwnerKeepsItUnlessConfiguredOtherwise() throws Exception {
    String second = "tests.second";
    ModuleJar.of(NUMBER, "1.0.0").writeTo(deployed("m.jar"));
    gateway.await("the first serves", () -> gateway.serves(NUMBER, "1.0.0"));
    ModuleJar.of(NUMBER, "9.0.0").with("Bundle-SymbolicName", second).writeTo(deployed("s.jar"));
    awaitState(NUMBER, "9.0.0", State.WAITING);
    assertEquals(
        "number 77 belongs to tests.module77; modules.77.owner gives it to another",
        module(NUMBER, "9.0.0").reason());
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
      gateway.configure(
          "gateway.registry",
          Map.of(
              "call-budget",
              5_000,
              "hang-limit",
              500,
              "owners",
              new String[] {NUMBER + "=" + second}));
      device.awaitClosed();
    }
    awaitState(NUMBER, "9.0.0", State.SERVING);
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("9.0.0", device.exchange("?"));
    }
    assertUndisturbed();
  }

  /** As Gogo and the Web Console do. */
  @Test
  public void whatIsInstalledWithoutTheFolderPassesTheSameGate() throws Exception {
    Path good = gateway.deploy().resolveSibling("good.jar");
    ModuleJar.of(NUMBER, "1.0.0").writeTo(good);
    context.installBundle(good.toUri().toString()).start();
    try (TestDevice device = gateway.connect(NUMBER, "role")) {
      assertEquals("1.0.0", device.exchange("?"));
      Path bad = gateway.deploy().resolveSibling("bad.jar");
      ModuleJar.of(NUMBER, "9.0.0").with("Export-Package", "gateway.tests").writeTo(bad);
      String reason = "it exports packages (gateway.tests)";
      try {
        context.installBundle(bad.toUri().toString()).start();
        throw new AssertionError("it has been started");
      } catch (BundleException e) {
        assertTrue(e.getMessage(), e.getMessage().contains(reason));
      }
      gateway.await(
          "it is listed",
          () ->
              gateway
                  .view(DeploymentsView.class, DeploymentsView::deployments)
                  .orElseThrow()
                  .stream()
                  .map(DeploymentSnapshot::reason)
                  .anyMatch(listed -> listed.startsWith(reason)));
      assertEquals("1.0.0", device.exchange("?"));
    }
  }
}
