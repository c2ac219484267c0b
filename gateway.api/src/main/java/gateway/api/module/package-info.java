/**
 * All that the author of a module implements: one {@link gateway.api.module.FleetModule} service,
 * and one {@link gateway.api.module.DeviceLogic} per device.
 *
 * <p>Thread rule: the gateway calls one module from one thread at a time, with a happens-before
 * edge between calls. A module needs no lock, starts no thread and never blocks: each call has a
 * budget (50 ms by default), and a call that does not return is abandoned together with its thread.
 *
 * <p>An exception is a refusal, as each method says; it never ends more than the connection of the
 * device whose status caused it. A module that keeps failing is set aside.
 */
@Export
@Version("1.0.0")
package gateway.api.module;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
