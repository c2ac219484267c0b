/**
 * How an endpoint reaches its External Server: a transport opens links, a link carries messages
 * both ways and ends once. What a message says, sessions, windows and what is undelivered belong to
 * the endpoint; topics, streams, the order of arrival and how the server tells that it has cleared
 * its session belong to the transport (PROTOCOL sections 4.2 and 4.10).
 *
 * <p>A transport is an OSGi service with the property {@link
 * gateway.api.cloud.CloudTransport#PROTOCOL}. Only transports implement {@link
 * gateway.api.cloud.CloudTransport} and {@link gateway.api.cloud.CloudLink}, only the external
 * client {@link gateway.api.cloud.CloudLink.Listener}.
 */
@Export
@NullMarked
@Version("1.0.0")
package gateway.api.cloud;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
