/** The one way to an MQTT broker. */
@Version("1.1.0")
@Export
package gateway.mqtt;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
