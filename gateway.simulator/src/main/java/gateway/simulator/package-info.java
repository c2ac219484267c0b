/** {@code simulate}: what the gateway can be tried, tested and loaded with. */
package gateway.simulator;
