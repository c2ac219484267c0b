/**
 * Immutable snapshots of the stages' state. Reading never blocks a stage: every method may be
 * called from any thread and returns at once.
 */
@Export
@NullMarked
@Version("2.0.0")
package gateway.api.view;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
