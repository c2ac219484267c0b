/** The link to an MQTT broker. */
package gateway.external.link;
