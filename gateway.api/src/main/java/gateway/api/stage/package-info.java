/**
 * The contracts between the stages, and between a stage and the registry. All are asynchronous: no
 * call waits for another stage. In one container they are plain OSGi services; in split containers
 * the same services are offered from MQTT, and a stage cannot tell.
 *
 * <p>Only the gateway implements these types.
 */
@Export
@NullMarked
@Version("3.0.0")
package gateway.api.stage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
