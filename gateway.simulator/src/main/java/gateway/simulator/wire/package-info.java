/** The device link as a device sees it (PROTOCOL sections 1.1 and 1.3). */
package gateway.simulator.wire;
