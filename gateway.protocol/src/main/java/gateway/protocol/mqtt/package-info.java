/** Sockets of an MQTT link, with and without TLS. */
package gateway.protocol.mqtt;
