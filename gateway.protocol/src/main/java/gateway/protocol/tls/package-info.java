/** The PEM files of a TLS connection. */
package gateway.protocol.tls;
