/**
 * The typed base for modules whose payloads are JSON: the author writes records for status, command
 * and error message, and the decisions; reading, checking and writing the texts is done here.
 *
 * <p>{@link gateway.json.JsonType} translates between records and payloads. {@link
 * gateway.json.JsonDevice} is a {@link gateway.api.module.DeviceLogic} whose statuses and commands
 * are records, {@link gateway.json.JsonErrors} folds error messages that are records, and {@link
 * gateway.json.JsonValue} is a part of a text that stays as it was written. Each may be used
 * without the others.
 *
 * <p>What a text may be: one JSON value (RFC 8259) in UTF-8 without a byte order mark and nothing
 * after it; at most 1 MiB, nested at most 512 deep, numbers of at most 100 and keys of at most 1000
 * characters. Of equal keys in an object the last one counts. Nothing is converted: {@code "1"} is
 * no number, {@code 1.0} no integer, {@code null} no value of anything but an {@link
 * java.util.Optional} and a {@link gateway.json.JsonValue}. Comments, NaN and whatever else is not
 * JSON is refused.
 */
@Export
@NullMarked
@Version("1.0.0")
package gateway.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
