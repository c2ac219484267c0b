/** MQTT as a way to External Servers: topics, keep-alive, disconnect notification. */
package gateway.external.link;
