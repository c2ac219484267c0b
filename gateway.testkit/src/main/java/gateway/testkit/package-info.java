/**
 * Tests for module authors, in plain JUnit 5 and without a container: {@link
 * gateway.testkit.ModuleContract}, the rules that every module must keep, and {@link
 * gateway.testkit.OneModuleGateway}, a gateway with one module in virtual time.
 *
 * <p>Nothing here is thread-safe: a test uses it from its own thread, as the gateway uses a module.
 */
@Export
@NullMarked
@Version("1.0.0")
package gateway.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
