/** Identity and payload values shared by modules and stages. All are immutable. */
@Export
@NullMarked
@Version("1.0.0")
package gateway.api.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
