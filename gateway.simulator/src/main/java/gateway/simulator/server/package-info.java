/**
 * The External Server: what the real one does (PROTOCOL sections 4.5 to 4.11), and the command that
 * plays it.
 */
package gateway.simulator.server;
