/** One device that a person plays. */
package gateway.simulator.device;
