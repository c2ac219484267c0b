/** What the commands print. */
package gateway.simulator.console;
