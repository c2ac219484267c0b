/** The outage laboratory: a real gateway, a real broker, and faults between and in them. */
package gateway.laboratory.outage;
