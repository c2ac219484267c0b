/** Modules swapped under load: what it costs their devices, and the devices of another module. */
package gateway.laboratory.swap;
