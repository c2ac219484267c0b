/** Framing of the device link (PROTOCOL sections 1.3, 2.3 and 2.5). */
package gateway.protocol;
