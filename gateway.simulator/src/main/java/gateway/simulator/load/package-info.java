/** Many devices at once, measured against a raw echo. */
package gateway.simulator.load;
