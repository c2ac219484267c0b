/**
 * The interfaces that the author of a module implements: one {@link gateway.api.module.FleetModule}
 * service, and one {@link gateway.api.module.DeviceLogic} per device.
 *
 * <p>Each callback of the fleet protocol's module interface (PROTOCOL section 3.1) has its place:
 *
 * <table>
 * <caption>Callbacks</caption>
 * <tr><td>{@code get_module_number}<td>{@link gateway.api.module.ModuleProperties#number}
 * <tr><td>{@code is_device_type_supported}
 *     <td>{@link gateway.api.module.ModuleProperties#deviceTypes}
 * <tr><td>{@code forward_command_on_receive}
 *     <td>{@link gateway.api.module.ModuleProperties#pushCommands}
 * <tr><td>{@code status_data_valid}<td>{@link gateway.api.module.DeviceLogic#isStatusValid}
 * <tr><td>{@code command_data_valid}<td>{@link gateway.api.module.DeviceLogic#isCommandValid}
 * <tr><td>{@code generate_first_command}<td>{@link gateway.api.module.DeviceLogic#firstCommand}
 * <tr><td>{@code send_status_condition}<td>{@link gateway.api.module.DeviceLogic#sendNow}
 * <tr><td>{@code aggregate_status}<td>{@link gateway.api.module.DeviceLogic#aggregate}
 * <tr><td>{@code generate_command}<td>{@link gateway.api.module.DeviceLogic#nextCommand}
 * <tr><td>{@code aggregate_error}<td>{@link gateway.api.module.FleetModule#aggregateError}
 * </table>
 *
 * <p>Thread rule: the gateway never calls one module concurrently. All calls of a module, whatever
 * the device, come one after the other, with a happens-before edge between them, though not always
 * from the same thread. A module needs no lock, starts no thread and never blocks: each call has a
 * budget (50 ms by default), and a call that does not return is abandoned together with its thread.
 *
 * <p>An exception is a refusal, as each method says; it never ends more than the connection of the
 * device whose status caused it. A module that keeps failing is set aside. What is refused by rule,
 * such as a status that is no JSON, is no reason for an exception.
 *
 * <p>No method returns null; a null counts as an exception.
 */
@Export
@NullMarked
@Version("1.1.0")
package gateway.api.module;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
