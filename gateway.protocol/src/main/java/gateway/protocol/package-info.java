/** Framing of the device link (PROTOCOL sections 1.3, 2.3 and 2.5), sockets of the MQTT link. */
package gateway.protocol;
