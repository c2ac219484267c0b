package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What is installed without the deploy folder, as Gogo and the Web Console do. */
class GateTest {

  @TempDir private Path temp;
  private DeployerSetup bench;

  @BeforeEach
  void start() throws Exception {
    bench = new DeployerSetup(temp);
  }

  @AfterEach
  void stop() throws Exception {
    bench.stop();
  }

  private Bundle install(byte[] jar) throws BundleException {
    return bench.context().installBundle("test:jar", new ByteArrayInputStream(jar));
  }

  @Test
  void aGoodBundleRuns() throws Exception {
    Bundle bundle = install(Jars.bundle("m", "1.0.0", "Import-Package", "gateway.api.module"));
    bundle.start();
    assertEquals(Bundle.ACTIVE, bundle.getState());
    assertEquals(List.of(), bench.gate().refused());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway.handler|Bundle-Name|x|one of the gateway's own",
        "gateway.api|Bundle-Name|x|one of the gateway's own",
        "org.apache.felix.framework|Bundle-Name|x|one of the gateway's own",
        "system.bundle|Bundle-Name|x|one of the gateway's own",
        "m|Export-Package|a.b;version=1|exports packages (a.b)",
        "m|DynamicImport-Package|java.util, *|dynamically (DynamicImport-Package: *)",
        "m|Import-Package|gateway.api.stage;version=\"[1,2)\"|imports gateway.api.stage",
        "m|DynamicImport-Package|io.netty.*|dynamically (DynamicImport-Package: io.netty.*)",
        "m|Import-Package|io.netty.buffer|imports io.netty.buffer, which a gateway does not offer",
        "m|Import-Package|com.google.protobuf|imports com.google.protobuf, which a gateway",
        "m|Import-Package|com.fasterxml.jackson.core|imports com.fasterxml.jackson.core, which",
        "m|Import-Package|javax.servlet|imports javax.servlet, which a gateway does not offer",
        "m|Require-Bundle|gateway.api|requires the bundle gateway.api",
      })
  void isRefusedNamedAndNeverResolved(String name, String header, String value, String reason)
      throws Exception {
    Bundle bundle = install(Jars.bundle(name, "9.0.0", header, value));
    BundleException e = assertThrows(BundleException.class, bundle::start);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(Bundle.INSTALLED, bundle.getState());
    assertEquals(1, bench.gate().refused().size());
    assertEquals("test:jar", bench.gate().refused().get(0).file());
    assertEquals(name + " 9.0.0", bench.gate().refused().get(0).bundle());
    assertTrue(bench.gate().refused().get(0).reason().contains(reason));
    bundle.uninstall();
    assertEquals(List.of(), bench.gate().refused());
  }

  @Test
  void aFragmentIsNotAttached() throws Exception {
    Bundle fragment = install(Jars.bundle("f", "1.0.0", "Fragment-Host", "m"));
    bench.deploy("m.jar", Jars.bundle("m", "2.0.0"));
    assertEquals(Bundle.INSTALLED, fragment.getState());
    assertEquals(Bundle.ACTIVE, bench.bundle("2.0.0").getState());
  }

  /** The framework accepts an extension when it is installed, without asking the gate. */
  @Test
  void nobodyIsWiredToAnExtensionOfTheFramework() throws Exception {
    install(
        Jars.bundle(
            "x",
            "1.0.0",
            "Fragment-Host",
            "system.bundle;extension:=framework",
            "Export-Package",
            "javax.xml.some"));
    bench.deploy("n.jar", Jars.bundle("n", "2.0.0", "Import-Package", "javax.xml.some"));
    assertTrue(bench.snapshot().reason().contains("nothing here exports: javax.xml.some"));
  }

  @Test
  void aPackageThatARefusedBundleExportsIsNotProvided() throws Exception {
    install(Jars.bundle("m", "1.0.0", "Export-Package", "javax.xml.some"));
    bench.deploy("n.jar", Jars.bundle("n", "1.0.0", "Import-Package", "javax.xml.some"));
    assertEquals(
        "it imports a package that nothing here exports: javax.xml.some"
            + " (osgi.wiring.package=javax.xml.some); import a version that is here",
        bench.snapshot().reason());
  }

  /** The hook decides by the list too, whatever the check has let through. */
  @ParameterizedTest
  @CsvSource({
    "gateway.api.module,ACTIVE",
    "io.netty.buffer,INSTALLED",
    "gateway.api.stage,INSTALLED",
    "javax.servlet,INSTALLED",
  })
  void whatIsAdmittedIsWiredToPackagesOfTheListOnly(String imported, String state)
      throws Exception {
    bench.gate().admit("test:jar");
    Bundle bundle = install(Jars.bundle("m", "1.0.0", "Import-Package", imported));
    if (state.equals("ACTIVE")) {
      bundle.start();
    } else {
      assertThrows(BundleException.class, bundle::start);
    }
    assertEquals(state.equals("ACTIVE") ? Bundle.ACTIVE : Bundle.INSTALLED, bundle.getState());
  }

  @Test
  void anOptionalImportOfWhatIsNotOfferedStaysUnwired() throws Exception {
    Bundle bundle =
        install(
            Jars.bundle(
                "m",
                "1.0.0",
                "Import-Package",
                "gateway.api.module,io.netty.buffer;resolution:=optional"));
    bundle.start();
    assertEquals(
        List.of("gateway.api.module"),
        bundle
            .adapt(BundleWiring.class)
            .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)
            .stream()
            .map(
                wire ->
                    wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
            .toList());
  }

  @Test
  void oneThatIsRefusedDoesNotKeepOthersFromBeingResolved() throws Exception {
    install(Jars.bundle("gateway.handler", "9.0.0"));
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "gateway.api.module"));
    assertEquals(Bundle.ACTIVE, bench.bundle("1.0.0").getState());
  }

  @Test
  void resolvingEverythingDoesNotHelpARefusedOne() throws Exception {
    Bundle needy =
        install(Jars.bundle("m", "1.0.0", "Export-Package", "a.b", "Import-Package", "java.util"));
    Bundle content =
        bench
            .context()
            .installBundle(
                "test:content",
                new ByteArrayInputStream(Jars.bundle("n", "1.0.0", "Export-Package", "a.b")));
    CountDownLatch unresolved = new CountDownLatch(1);
    bench
        .context()
        .addBundleListener(
            event -> {
              if (event.getType() == BundleEvent.UNRESOLVED && event.getBundle() == content) {
                unresolved.countDown();
              }
            });
    FrameworkWiring wiring = bench.framework.adapt(FrameworkWiring.class);
    wiring.resolveBundles(null);
    assertEquals(Bundle.INSTALLED, needy.getState());
    assertTrue(unresolved.await(10, TimeUnit.SECONDS));
    assertThrows(BundleException.class, content::start);
  }

  @Test
  void noBundleIsWiredToOneThatMayGo() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0", "Provide-Capability", "some.thing"));
    bench.deploy("n.jar", Jars.bundle("n", "1.0.0", "Require-Capability", "some.thing"));
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.deploy("n.jar", Jars.bundle("n", "1.0.0", "Require-Bundle", "m"));
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  @Test
  void versionsThatCallThemselvesSingletonsRunSideBySide() throws Exception {
    bench.deploy("m-1.jar", Jars.bundle("m;singleton:=true", "1.0.0"));
    bench.deploy("m-2.jar", Jars.bundle("m;singleton:=true", "1.1.0"));
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
  }

  @Test
  void aBundleOfTheGatewayThatIsUpdatedGetsItsContentBack() throws Exception {
    Bundle api = bench.context().getBundle(1);
    byte[] other = Jars.bundle("gateway.api", "9.0.0", "Export-Package", "gateway.api.module");
    awaitRestored(api, () -> api.update(new ByteArrayInputStream(other)));
    assertEquals("1.0.0", api.getVersion().toString());
    assertEquals(Bundle.ACTIVE, api.getState());
  }

  @Test
  void aModuleThatIsUpdatedToWhatIsRefusedGetsItsContentBack() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    Bundle module = bench.bundle();
    byte[] other = Jars.bundle("m", "1.1.0", "Export-Package", "a.b");
    awaitRestored(module, () -> module.update(new ByteArrayInputStream(other)));
    assertEquals("1.0.0", module.getVersion().toString());
    module.update(new ByteArrayInputStream(Jars.bundle("m", "1.1.0")));
    assertEquals("1.1.0", module.getVersion().toString());
    assertEquals(Bundle.ACTIVE, module.getState());
  }

  private interface Update {
    void make() throws BundleException;
  }

  /** The update and its undoing both start the bundle; the first time it does not start. */
  private void awaitRestored(Bundle bundle, Update update) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    SynchronousBundleListener listener =
        event -> {
          if (event.getType() == BundleEvent.STARTED && event.getBundle() == bundle) {
            started.countDown();
          }
        };
    bench.context().addBundleListener(listener);
    try {
      update.make();
    } catch (BundleException e) {
      assertTrue(e.getMessage().contains("refuses"), e.getMessage());
    }
    assertTrue(started.await(10, TimeUnit.SECONDS));
    bench.context().removeBundleListener(listener);
  }

  @Test
  void whatRunsWhenTheGateOpensAgainGoesOn() throws Exception {
    bench.gate().close();
    Bundle bundle = install(Jars.bundle("m", "1.0.0", "Export-Package", "a.b"));
    bundle.start();
    Bundle late =
        bench
            .context()
            .installBundle(
                "test:late",
                new ByteArrayInputStream(Jars.bundle("n", "1.0.0", "Export-Package", "c.d")));
    bench.gate().open();
    assertEquals(Bundle.ACTIVE, bundle.getState());
    assertThrows(BundleException.class, late::start);
  }
}
